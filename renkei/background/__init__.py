"""裏で進む処理: what waits for the worker, what failed and why, as the administrator sees it. The tasks are in jobs/tasks.py."""
