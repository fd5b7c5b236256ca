"""What went wrong, in a word that repeats nothing of what was sent."""

import smtplib

from pools.core import aws


def name_of(problem: Exception) -> str:
    """AWS's error code, SMTP's status, else what kind of error it is."""
    if isinstance(problem, aws.REFUSED):
        return aws.error_code(problem)
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"{type(problem).__name__} {problem.smtp_code}"
    return type(problem).__name__
