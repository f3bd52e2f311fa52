import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import './styles/tokens.css'
import './styles/page.css'
import './styles/focus.css'
import './styles/frame.css'
import './styles/ask.css'
import './styles/answer-text.css'
import './styles/answer.css'

const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
