"""`python -m iku_excel` is the same as the console script `iku`."""

from iku_excel.hosts.cli import main

raise SystemExit(main())
