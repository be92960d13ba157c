# One line of reason for each target; `make` alone lists them.
PYTHON ?= .venv/bin/python

.PHONY: help test heavy lint types docs docs-check pictures templates samples bench wheel

help:            ## list the targets
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

test:            ## the fast suite, under two minutes
	$(PYTHON) -m pytest -n auto

heavy:           ## LibreOffice, real workbooks, fault injection: what CI runs besides
	$(PYTHON) -m pytest -m berat

lint:            ## style
	$(PYTHON) -m flake8 iku_excel tests tools benchmarks

types:           ## mypy strict
	$(PYTHON) -m mypy

docs:            ## the generated pages of docs/, from the code, the data and what is installed
	$(PYTHON) tools/make_docs.py
	$(PYTHON) tools/make_flow_picture.py
	$(PYTHON) tools/make_notices.py

docs-check:      ## fail when a generated page is stale
	$(PYTHON) tools/make_docs.py --check
	$(PYTHON) tools/make_notices.py --check

pictures:        ## docs/panduan/gambar/ from the samples; needs LibreOffice
	$(PYTHON) tools/make_pictures.py

templates:       ## templates/ from tools/
	$(PYTHON) tools/make_templates.py
	$(PYTHON) tools/make_lakip_template.py

samples:         ## samples/ from tools/
	$(PYTHON) tools/make_samples.py

bench:           ## ratios against a peer in the same run
	for f in benchmarks/bench_*.py; do $(PYTHON) $$f || exit 1; done

wheel:           ## dist/: the wheel, the sdist and the bill of materials
	$(PYTHON) -m build
	$(PYTHON) tools/make_sbom.py dist/iku-excel.cdx.json
