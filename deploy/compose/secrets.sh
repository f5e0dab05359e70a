#!/usr/bin/env bash
# Makes the secrets of compose.yaml, once: ./secrets/, which git ignores. What is there already stays.
set -euo pipefail
cd "$(dirname "$0")"
mkdir -p secrets
chmod 700 secrets
for name in gateway-token admin-key database-password queue-password; do
    [ -s "secrets/$name" ] || openssl rand -hex 32 | tr -d '\n' >"secrets/$name"
done
[ -s secrets/database-url ] || printf 'postgresql://openclaw-bridge:%s@postgres:5432/openclaw-bridge' "$(cat secrets/database-password)" >secrets/database-url
# The containers' accounts, which are not yours, read them through the mount; the folder keeps others on this machine out.
chmod 644 secrets/*
