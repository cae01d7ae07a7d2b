/** Starts the console in the page. */
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import './app/mantine.css'
import './app/tokens.css'
import './app/base.css'

const element = document.getElementById('root')
if (!element) throw new Error('index.html has no #root')
createRoot(element).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
