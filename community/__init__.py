"""What people of a programme say, promise and show each other: comments, actions, the community's charts.

May import `measures`, `projects`, `ftc_qi.accounts` and `ftc_qi.core`; never `ftc_qi.pages`.
"""
