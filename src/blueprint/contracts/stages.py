"""The markers and trigger objects of the later stages (workflows-readme.md trigger map; orchestration-b.md §4)."""

from __future__ import annotations

from blueprint.core.artifact import File

USD_COMPLETE = File("scenes/{scene_id}/usd/.usd_complete")
REPLICATOR_COMPLETE = File("scenes/{scene_id}/replicator/.replicator_complete")
ISAAC_LAB_COMPLETE = File("scenes/{scene_id}/isaac_lab/.isaac_lab_complete")
REGEN3D_COMPLETE = File("scenes/{scene_id}/assets/.regen3d_complete")
SOURCE_COMPLETE = File("scenes/{scene_id}/.source_orchestrator_complete")
SOURCE_FAILED = File("scenes/{scene_id}/.source_orchestrator_failed")
VARIATION_COMPLETE = File("scenes/{scene_id}/variation_assets/.variation_pipeline_complete")
GENIESIM_COMPLETE = File("scenes/{scene_id}/geniesim/.geniesim_complete")
GENIESIM_SUBMITTED = File("scenes/{scene_id}/geniesim/.geniesim_submitted")
GENIESIM_IMPORT_COMPLETE = File("scenes/{scene_id}/geniesim/.geniesim_import_complete")
ARENA_COMPLETE = File("scenes/{scene_id}/arena/.arena_export_complete")
EPISODES_COMPLETE = File("scenes/{scene_id}/episodes/.episodes_complete")
SCALE_COMPLETE = File("scenes/{scene_id}/layout/.scale_complete")
OBJECTS_COMPLETE = File("scenes/{scene_id}/objects/.objects_complete")
RECONSTRUCTION_COMPLETE = File("scenes/{scene_id}/.reconstruction_complete")
DREAM2FLOW_COMPLETE = File("scenes/{scene_id}/dream2flow/.dream2flow_complete")
DWM_COMPLETE = File("scenes/{scene_id}/dwm/.dwm_complete")
UPSELL_COMPLETE = File("scenes/{scene_id}/episodes/upsell_outputs/.upsell_complete")
EPISODES_IMPORTED = "blueprintpipeline.episodes.imported"
DELIVERY_REQUESTED = "blueprintpipeline.dataset.delivery.requested"
GENIESIM_JOB_COMPLETED = "manual.geniesim.job.completed"
