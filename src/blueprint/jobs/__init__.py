"""The catalogue of jobs: a package per job. `__init__` is the light interface, `main` the implementation, loaded in the job's process."""
