/** Entry of the child process that runs FAISS. A crash of it ends this process and nothing else. */
import { createFaissSession } from '../adapters/faiss/faiss-session.ts';
import { openParentPort } from '../platform/parent-port.ts';

const port = openParentPort();
const answer = createFaissSession();
port.onMessage((request) => port.send(answer(request)));
