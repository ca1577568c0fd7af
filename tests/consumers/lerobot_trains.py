"""Run by LeRobot's own interpreter: `lerobot_trains.py ROOT OUT STEPS` is `lerobot-train` on the CPU: a small ACT policy, that many steps."""

from __future__ import annotations

import sys

from lerobot_rows import declare_operators


def main(root: str, out: str, steps: str) -> None:
    declare_operators()
    small = {"dim_model": 32, "n_heads": 2, "dim_feedforward": 64, "n_encoder_layers": 1, "n_vae_encoder_layers": 1, "latent_dim": 8, "chunk_size": 8}
    policy = {"type": "act", "device": "cpu", "push_to_hub": "false", "pretrained_backbone_weights": "null", "n_action_steps": 8, **small}
    sys.argv = [
        "lerobot-train", "--dataset.repo_id=here/only", f"--dataset.root={root}", "--dataset.video_backend=pyav", f"--output_dir={out}",
        f"--steps={steps}", "--batch_size=4", "--num_workers=0", "--log_freq=5", "--eval_freq=0", "--wandb.enable=false", f"--save_freq={steps}",
        *(f"--policy.{name}={value}" for name, value in policy.items()),
    ]  # fmt: skip
    from lerobot.scripts.lerobot_train import train  # type: ignore[import-not-found]

    train()


if __name__ == "__main__":
    main(*sys.argv[1:4])
