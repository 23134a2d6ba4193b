"""Every error message of the officers' forms, in plain words."""

MESSAGES = {
    "email": "Enter your email address",
    "password": "Enter your password",
    "cookie": "Your browser did not send our cookie back. Allow cookies for this site, then sign in once more",
    "choice": "Choose one of the answers on the page",
    "how": "Choose how the theme you added is spoken of",
    "theme": "Choose the theme that you want to add",
    "why": "Choose why you need the details",
    "message": "Write a message first",
    "message_long": "Keep the message to {limit:,} characters",
    "conflict": "Somebody else decided about this response after you opened it",
    "renewed": "Your session was renewed. What you chose is still here and nothing was saved. Save once more",
    "resumed": "You are signed in again. What you chose is still here and nothing was saved. Save once more",
}
