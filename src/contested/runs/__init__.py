"""Unattended runs: a project folder comes in, and a published edition of its tables and reports goes out, or nothing changes.

`config` reads `contested.toml`; `places` says where things lie; `lock` lets one run work at a time; `inputs` takes the
fingerprint of everything a run depends on, and `certificate` writes it down beside the hashes of what came out; `cache`
and `memory` keep what need not be done again; `publish` switches tables and reports in one rename and `history` keeps the
editions before; `verify` makes an edition again and compares; `log`, `health`, `hooks` and `supervise` tell people and
monitors what happened; `schedule` prints what a scheduler needs. Only `pipeline.py` and `cli.py` import it.
"""
