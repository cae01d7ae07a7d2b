/** Starts the console in the page. */
// The style sheets come first: what a component says of itself overrides them.
import './app/mantine.css'
import './app/tokens.css'
import './app/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'

const element = document.getElementById('root')
if (!element) throw new Error('index.html has no #root')
createRoot(element).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
