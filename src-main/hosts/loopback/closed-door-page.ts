/** Shown to whoever comes without a ticket: says how to get in, and nothing about what is inside. */
export const CLOSED_DOOR_PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Carrel</title></head>
<body>
<h1>Open Carrel from its own link</h1>
<p>Each link that Carrel prints opens it once. Run <code>carrel serve --open</code>, or follow a new link.</p>
</body>
</html>
`;
