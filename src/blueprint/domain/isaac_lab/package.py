"""The Python and YAML files of an Isaac Lab environment package (Isaac Lab 2.x manager-based API). Every prim path and joint name in
them is one of the scene's; texts are filled by `repr`, so that no name of the scene can become code."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from blueprint.contracts.isaac_lab import Task
from blueprint.contracts.scene import PlacedObject, Scene
from blueprint.domain.affordances.policies import POLICIES
from blueprint.domain.assets.asset import Role
from blueprint.domain.isaac_lab.tasks import Robot

_HEADER = '"""Made by Blueprint from {scene_id}. Needs Isaac Lab 2.x; run it from this folder (paths are relative to it)."""\n'

_INIT = """
import gymnasium as gym

TASKS = {tasks}

for _task_id in TASKS:
    gym.register(
        id=f"Blueprint-{{_task_id}}-v0",
        entry_point="isaaclab.envs:ManagerBasedRLEnv",
        disable_env_checker=True,
        kwargs={{"env_cfg_entry_point": f"{{__name__}}.env_cfg:make_env_cfg", "task_id": _task_id}},
    )
"""

_ENV = """
import json
from pathlib import Path

import isaaclab.envs.mdp as mdp
import isaaclab.sim as sim_utils
from isaaclab.assets import ArticulationCfg, AssetBaseCfg, RigidObjectCfg
from isaaclab.envs import ManagerBasedRLEnvCfg
from isaaclab.managers import EventTermCfg, ObservationGroupCfg, ObservationTermCfg, RewardTermCfg, SceneEntityCfg, TerminationTermCfg
from isaaclab.scene import InteractiveSceneCfg
from isaaclab.utils import configclass
from isaaclab_assets import {robot_cfg}

from . import randomizations, reward_functions

HERE = Path(__file__).parent
SCENE_USD = str(HERE.parent / "usd" / "scene.usda")
SCENE_PRIM = "{{ENV_REGEX_NS}}/Scene"
OBJECTS = {objects}
ARTICULATIONS = {articulations}
TASKS = {{task["task_id"]: task for track in json.loads((HERE / "task_spawn_plan.json").read_text())["tracks"].values() for task in track["tasks"]}}


@configclass
class SceneCfg(InteractiveSceneCfg):
    room = AssetBaseCfg(prim_path=SCENE_PRIM, spawn=sim_utils.UsdFileCfg(usd_path=SCENE_USD))
    robot = {robot_cfg}.replace(prim_path="{{ENV_REGEX_NS}}/Robot")


@configclass
class ActionsCfg:
    arm = mdp.JointVelocityActionCfg(asset_name="robot", joint_names={arm_joints}, scale=1.0)
    gripper = mdp.BinaryJointPositionActionCfg(
        asset_name="robot", joint_names={gripper_joints}, open_command_expr={gripper_open}, close_command_expr={gripper_closed}
    )


@configclass
class ObservationsCfg:
    @configclass
    class PolicyCfg(ObservationGroupCfg):
        joint_pos = ObservationTermCfg(func=mdp.joint_pos_rel)
        joint_vel = ObservationTermCfg(func=mdp.joint_vel_rel)
        actions = ObservationTermCfg(func=mdp.last_action)
        target_rel_pos = ObservationTermCfg(func=reward_functions.target_relative_position, params={{"task": None}})

        def __post_init__(self):
            self.enable_corruption = False
            self.concatenate_terms = True

    policy: PolicyCfg = PolicyCfg()


@configclass
class TerminationsCfg:
    time_out = TerminationTermCfg(func=mdp.time_out, time_out=True)
    object_dropped = TerminationTermCfg(func=reward_functions.object_dropped, params={{"task": None}})
    task_success = TerminationTermCfg(func=reward_functions.task_success, params={{"task": None}})


@configclass
class EventsCfg:
    reset_scene = EventTermCfg(func=mdp.reset_scene_to_default, mode="reset")
    place_object = EventTermCfg(func=randomizations.object_placement, mode="reset", params={{"task": None}})


@configclass
class RewardsCfg:
    pass


@configclass
class EnvCfg(ManagerBasedRLEnvCfg):
    scene: SceneCfg = SceneCfg(num_envs={num_envs}, env_spacing={spacing})
    actions: ActionsCfg = ActionsCfg()
    observations: ObservationsCfg = ObservationsCfg()
    rewards: RewardsCfg = RewardsCfg()
    terminations: TerminationsCfg = TerminationsCfg()
    events: EventsCfg = EventsCfg()

    def __post_init__(self):
        self.decimation = 4
        self.episode_length_s = 500 * 4 / 240
        self.sim.dt = 1 / 240


def make_env_cfg(task_id):
    \"\"\"The environment of one task: the robot stands where its spawn plan says, and every term knows the task.\"\"\"
    task = TASKS[task_id]
    cfg = EnvCfg()
    if task["robot_base"] is None:
        raise ValueError(f"{{task_id}} is not feasible: {{task['infeasible_reasons']}}")
    half = task["robot_yaw_rad"] / 2
    cfg.scene.robot.init_state.pos = tuple(task["robot_base"])
    cfg.scene.robot.init_state.rot = (reward_functions.cos(half), 0.0, 0.0, reward_functions.sin(half))
    name = task["object_prim"].rsplit("/", 1)[1]
    if task["kind"] == "place":
        cfg.scene.target = RigidObjectCfg(prim_path=SCENE_PRIM + "/Objects/" + name, spawn=None)
    else:
        cfg.scene.target = ArticulationCfg(prim_path=SCENE_PRIM + "/Objects/" + name, spawn=None, actuators={{}})
    for term in (cfg.observations.policy.target_rel_pos, cfg.terminations.object_dropped, cfg.terminations.task_success, cfg.events.place_object):
        term.params["task"] = task
    for reward, weight in reward_functions.WEIGHTS[task["policy_id"]].items():
        params = {{"task": task}}
        setattr(cfg.rewards, reward, RewardTermCfg(func=getattr(reward_functions, reward), weight=weight, params=params))
    cfg.scene_entity = SceneEntityCfg("target")
    return cfg
"""

_REWARDS = '''
from math import cos, sin  # noqa: F401  (env_cfg uses them)

import torch

WEIGHTS = {weights}


def _target(env):
    return env.scene["target"]


def _hand(env):
    return env.scene["robot"].data.body_pos_w[:, -1]


def _position(env):
    return _target(env).data.root_pos_w - env.scene.env_origins


def target_relative_position(env, task):
    return _target(env).data.root_pos_w - _hand(env)


def _inside(points, polygon):
    """Whether x-y points (n, 2) lie in a convex counter-clockwise polygon."""
    inside = torch.ones(len(points), dtype=torch.bool, device=points.device)
    for (x0, y0), (x1, y1) in zip(polygon, polygon[1:] + polygon[:1]):
        inside &= (x1 - x0) * (points[:, 1] - y0) - (y1 - y0) * (points[:, 0] - x0) >= 0
    return inside


def _opened(env, task):
    index = _target(env).find_joints(task["joint_name"])[0][0]
    return _target(env).data.joint_pos[:, index] / task["success"]["joint_threshold"]


def task_success(env, task):
    if task["kind"] != "place":
        return _opened(env, task) >= 1.0
    where, goal = _position(env), task["success"]
    polygon = [tuple(point) for point in goal["region_polygon"]]
    return _inside(where[:, :2], polygon) & (where[:, 2] >= goal["z_low"]) & (where[:, 2] <= goal["z_high"])


def object_dropped(env, task):
    if task["kind"] != "place":
        return torch.zeros(env.num_envs, dtype=torch.bool, device=env.device)
    return _position(env)[:, 2] < min(task["success"]["z_low"], 0.05)


def _near(env, task):
    return torch.exp(-4.0 * torch.linalg.norm(target_relative_position(env, task), dim=-1))


def _progress(env, task):
    if task["kind"] != "place":
        return _opened(env, task).clamp(0.0, 1.0)
    corners = torch.tensor(task["success"]["region_polygon"], device=env.device)
    return torch.exp(-3.0 * torch.linalg.norm(_position(env)[:, :2] - corners.mean(dim=0), dim=-1))


def _effort(env, task):
    return torch.sum(torch.square(env.action_manager.action), dim=-1)


def _jerk(env, task):
    return torch.sum(torch.square(env.action_manager.action - env.action_manager.prev_action), dim=-1)

{functions}'''

_KINDS: dict[str, tuple[str, float]] = {
    "collision_penalty": ("_jerk", -0.05), "breakage_penalty": ("_jerk", -0.05), "efficiency_bonus": ("_effort", -0.01), "efficiency": ("_effort", -0.01),
    "navigation_efficiency": ("_effort", -0.01), "smooth_motion": ("_jerk", -0.02), "grasp_success": ("_near", 1.0), "handle_grasp": ("_near", 1.0),
    "grasp_stability": ("_near", 1.0), "joint_progress": ("_progress", 5.0), "rotation_accuracy": ("_progress", 5.0),
}  # fmt: skip
"""Reward term → the measured quantity and its weight; every other term is progress towards the goal with weight 5."""

_RANDOMIZATIONS = '''
import torch

REGIONS = {regions}


def object_placement(env, env_ids, task):
    """Puts the task's object somewhere on its spawn region, as high above it as it stands now, with a random yaw."""
    if task["kind"] != "place":
        return
    target = env.scene["target"]
    region = REGIONS[task["spawn_region"]]
    state = target.data.default_root_state[env_ids].clone()
    share = torch.rand((len(env_ids), 2), device=env.device)
    low = torch.tensor(region["low"], device=env.device)
    high = torch.tensor(region["high"], device=env.device)
    state[:, :2] = low + share * (high - low)
    state[:, :3] += env.scene.env_origins[env_ids]
    target.write_root_state_to_sim(state, env_ids)
'''

_TASK = '''
from .env_cfg import make_env_cfg

POLICY = {policy!r}
DESCRIPTION = {description!r}
TASK_IDS = {tasks}


def env_cfgs():
    """An environment configuration per task of this policy."""
    return {{task_id: make_env_cfg(task_id) for task_id in TASK_IDS}}
'''

_ROBOT_CONFIGS: dict[str, tuple[str, list[str], list[str], float]] = {
    "franka": ("FRANKA_PANDA_HIGH_PD_CFG", ["panda_joint.*"], ["panda_finger_joint.*"], 0.04),
    "ur10": ("UR10_CFG", [".*"], [], 0.0),
    "kinova_gen3": ("KINOVA_GEN3_N7_CFG", ["joint_.*"], [], 0.0),
}
"""Robot → its configuration in isaaclab_assets, arm joints, gripper joints, opening."""


def package_files(
    scene: Scene, tasks: tuple[Task, ...], regions: dict[str, tuple[tuple[float, float], tuple[float, float]]], robot: Robot, num_envs: int
) -> dict[str, str]:
    """File name → text. regions: spawn region id → low and high x-y corner. Raises SyntaxError if a file would not compile."""
    config, arm, gripper, opening = _ROBOT_CONFIGS[robot.name]
    header = _HEADER.format(scene_id=scene.scene_id)
    policies = sorted({task.policy_id for task in tasks})
    feasible = [task.task_id for task in tasks if task.feasible]
    env = _ENV.format(
        robot_cfg=config, arm_joints=arm, gripper_joints=gripper or arm[:0], num_envs=num_envs, spacing=round(max(scene.room.width_m, scene.room.depth_m) + 1, 2),
        gripper_open=dict.fromkeys(gripper, opening), gripper_closed=dict.fromkeys(gripper, 0.0),
        objects=_prims(scene.objects, Role.MANIPULABLE), articulations=_prims(scene.objects, Role.ARTICULATED),
    )  # fmt: skip
    terms = sorted({term for policy in policies for term in POLICIES[policy].rewards})
    weights = {policy: {term: _KINDS.get(term, ("_progress", 5.0))[1] for term in POLICIES[policy].rewards} for policy in policies}
    functions = "".join(f"\n\ndef {term}(env, task):\n    return {_KINDS.get(term, ('_progress', 5.0))[0]}(env, task)\n" for term in terms)
    files = {
        "__init__.py": header + _INIT.format(tasks=feasible),
        "env_cfg.py": header + env,
        "reward_functions.py": header + _REWARDS.format(weights=weights, functions=functions),
        "randomizations.py": header
        + _RANDOMIZATIONS.format(regions={name: {"low": low, "high": high} for name, (low, high) in sorted(regions.items())}),
    }
    for policy in policies:
        own = [task.task_id for task in tasks if task.policy_id == policy and task.feasible]
        files[f"task_{policy}.py"] = header + _TASK.format(policy=policy, description=POLICIES[policy].description, tasks=own)
    for name, text in files.items():
        ast.parse(text, name)
    return files | {"train_cfg.yaml": _training(scene, weights, num_envs)}


def _prims(objects: Iterable[PlacedObject], role: Role) -> list[str]:
    return [f"/World/Objects/{placed.id}" for placed in objects if placed.role is role]


def _training(scene: Scene, weights: dict[str, dict[str, float]], num_envs: int) -> str:
    """PPO with the contract's numbers (jobs.md §3.14)."""
    rewards = "\n".join(f"  {policy}:\n" + "\n".join(f"    {term}: {weight}" for term, weight in terms.items()) for policy, terms in weights.items())
    return f"""scene: {scene.scene_id}
env: {{num_envs: {num_envs}, episode_length: 500}}
algo:
  name: PPO
  clip_param: 0.2
  learning_rate: 0.0003
  schedule: adaptive
  gamma: 0.99
  lam: 0.95
  entropy_coef: 0.01
  desired_kl: 0.01
  num_steps_per_env: 500
  num_learning_epochs: 5
  num_mini_batches: 4
  actor_hidden_dims: [256, 256, 128]
  critic_hidden_dims: [256, 256, 128]
  activation: elu
runner: {{max_iterations: 1500, save_interval: 100}}
rewards:
{rewards}
randomization:
  on_reset: [object_placement]
  on_step: []
"""
