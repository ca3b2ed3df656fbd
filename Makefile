# `make` alone explains every target. State lives in RENKEI_DATA_DIR (default ./var; for root /var/lib/renkei).
.DEFAULT_GOAL := help
.PHONY: help setup app run test check fix bench docs demo backup restore lock sbom audit
PY := .venv/bin/python

help: ## この説明
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## 仮想環境を作り、開発に要るものを入れる
	@scripts/setup dev

app:
	@scripts/setup app

run: app ## れんけいを始める（http://localhost:8000、デモつき。RENKEI_DEMO=0 で空から）
	@$(PY) manage.py serve

test: setup ## すべてのテスト（本物の PostgreSQL と Chromium で）
	@scripts/browser
	@$(PY) -m pytest -n 2

check: setup ## 書式・誤り・型・import の向き・移行・画面のひな形・生成文書
	@scripts/check

fix: setup ## 直せる書式と誤りを直す
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format --quiet .

bench: setup ## 性能の測定（全国規模のデータをつくる。初回は20分ほど、次からは10分ほど）
	@$(PY) -m benchmarks $(ARGS)

docs: setup ## docs/ の生成文書（権限・状態）を作り直す
	@$(PY) manage.py print_docs

demo: app ## デモの県を作り直す（本物の機関があるデータベースでは何もしない）
	@$(PY) manage.py rebuild_demo

backup: app ## データベースを1つの暗号化したファイルに書き出し、読み戻して確かめる（FILE=… で場所を選ぶ）
	@$(PY) manage.py backup $(FILE)

restore: app ## make restore FILE=… バックアップを空のデータベースに読み込む
	@$(PY) manage.py restore $(FILE)

lock: ## 依存の版とハッシュを決め直す（uv が要る）
	@scripts/lock

audit: setup ## 使っている部品に、既知の脆弱性がないかを調べる
	@scripts/audit

sbom: setup ## 部品の一覧（CycloneDX）を var/sbom.json に書く
	@mkdir -p var && .venv/bin/python -W ignore -m cyclonedx_py requirements requirements/app.txt --pyproject pyproject.toml --of JSON --output-reproducible --output-file var/sbom.json && echo "var/sbom.json"
