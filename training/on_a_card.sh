#!/bin/sh
# Train the queue on a machine with a graphics card that has nothing but this repository and a packed data folder:
#   python -m training pack --out data.tar     (here)
#   sh training/on_a_card.sh data.tar out 0.15 (there: hours to train for; checkpoints and the table come to out/)
# DEVICE=cpu tries the same script without a card.
set -eu
packed=$1 out=$2 hours=$3
folder=$(mktemp -d)
mkdir -p "$folder/data/imprint/images/train" "$out"
tar -xf "$packed" -C "$folder/data"
cp -r training/checkpoints "$folder/checkpoints" 2>/dev/null || mkdir "$folder/checkpoints"
"${PYTHON:-python3}" -m training queue --device "${DEVICE:-cuda}" --threads "${THREADS:-$(nproc)}" --workers "${WORKERS:-12}" \
    --data "$folder/data" --runs "$folder/runs" --checkpoints "$folder/checkpoints" --file "${QUEUE:-training/queue.toml}" --hours "$hours"
cp -r "$folder/checkpoints/." "$out/"
