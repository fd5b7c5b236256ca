"""`/account`: what people see and change of their own accounts. Cognito has no such pages."""
