import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import * as z from 'zod';
import { App } from './app/app.tsx';
import { openClient } from './lib/client.ts';
import './ui/base.css';

// zod compiles schemas with `new Function` where it may; the page's policy forbids that, so it is not even tried.
z.config({ jitless: true });

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
openClient();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
