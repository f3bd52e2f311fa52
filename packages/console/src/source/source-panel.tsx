import { CloseOutlined } from '@ant-design/icons'
import { Button, Drawer } from 'antd'
import { type ReactNode, useEffect, useRef } from 'react'
import { closeSource } from '../frame/location.ts'
import { useLoaded } from '../frame/use-loaded.ts'
import { useMedia, wideScreen } from '../frame/use-media.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { SourceDocument } from '../http/contract.ts'
import { getJson, solutionPath } from '../http/request.ts'
import type { SourceTarget } from '../routes.ts'
import { SourceContent } from './source-content.tsx'
import '../styles/source.css'

/** A document to read beside the view, or over it where there is no room; Escape closes it. */
export function SourcePanel({ solution, target }: Readonly<{ solution: string; target: SourceTarget }>): ReactNode {
  const { write } = useTexts()
  const wide = useMedia(wideScreen)
  const path = solutionPath(solution, 'documents', target.documentId)
  const loaded = useLoaded(path, (options) => getJson<SourceDocument>(path, options))
  const panel = usePanelFocus(wide)

  const body = (
    <section className="source" ref={panel} tabIndex={-1} aria-label={write('source')} data-testid="source-panel">
      <div className="source-bar">
        <span className="source-bar-title">{write('source')}</span>
        <Button
          type="text"
          icon={<CloseOutlined />}
          aria-label={write('close')}
          data-testid="source-close"
          onClick={closeSource}
        />
      </div>
      <SourceContent solution={solution} loaded={loaded} target={target} />
    </section>
  )
  if (wide) return <aside className="source-aside">{body}</aside>
  return (
    <Drawer
      open
      size="min(100vw, 680px)"
      closable={false}
      keyboard={false}
      onClose={closeSource}
      styles={{ body: { padding: 0 } }}
      rootClassName="source-drawer"
    >
      {body}
    </Drawer>
  )
}

/** Brings the keyboard into the panel, closes it with Escape, and gives the focus back to where it came from. */
function usePanelFocus(wide: boolean): React.RefObject<HTMLElement | null> {
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    const opener = document.activeElement
    panel.current?.focus({ preventScroll: true })
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true })
    }
  }, [wide])
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.isComposing && !event.defaultPrevented) closeSource()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
  return panel
}
