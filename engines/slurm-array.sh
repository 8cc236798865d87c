#!/usr/bin/env bash
# A sweep as a SLURM job array: sbatch slurm-array.sh sweep.toml parts, in a folder that all nodes see. A part that was
# lost: sbatch --array=17 slurm-array.sh sweep.toml parts. Afterwards: tenure merge parts -o results
#SBATCH --job-name=tenure-sweep
#SBATCH --array=1-32
#SBATCH --cpus-per-task=1
#SBATCH --mem=1G
set -euo pipefail
# Of how many parts this is one does not hang on which of them run: it is not SLURM_ARRAY_TASK_COUNT.
parts="${PARTS:-32}"
exec tenure sweep "$1" -o "$2" --threads 1 --partition "$SLURM_ARRAY_TASK_ID/$parts"
