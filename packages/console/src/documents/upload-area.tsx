import { UploadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type ChangeEvent, type DragEvent, type ReactNode, useRef, useState } from 'react'
import { goTo } from '../frame/location.ts'
import { NamedSelect } from '../frame/named-select.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { SolutionInfo } from '../http/contract.ts'
import { acceptedEndings } from '../http/upload-document.ts'
import { UploadRow } from './upload-row.tsx'
import { useUploads } from './use-uploads.ts'

type Props = Readonly<{ solution: SolutionInfo; tab: string; onStored: () => void }>

/** Where files are dropped or chosen, and what becomes of each. `tab` is the knowledge being looked at, empty for all. */
export function UploadArea({ solution, tab, onStored }: Props): ReactNode {
  const { write } = useTexts()
  const [chosen, setChosen] = useState<string>()
  const { uploads, add, dismiss, unlock } = useUploads(solution.name, onStored)
  const knowledge = tab !== '' ? tab : (chosen ?? solution.knowledge[0]?.name ?? '')
  const stored = uploads.some((upload) => upload.state === 'done')
  return (
    <section className="upload" aria-label={write('uploads')}>
      <DropZone onFiles={(files) => add(files, knowledge)}>
        {solution.knowledge.length > 1 && (
          <KnowledgeChoice solution={solution} value={knowledge} fixed={tab !== ''} onChange={setChosen} />
        )}
      </DropZone>
      {uploads.length > 0 && (
        <ul className="upload-list" aria-live="polite">
          {uploads.map((upload) => (
            <UploadRow
              key={upload.id}
              upload={upload}
              onDismiss={() => dismiss(upload.id)}
              onPassword={(password) => unlock(upload.id, password)}
            />
          ))}
        </ul>
      )}
      {stored && (
        <p className="upload-ready" data-testid="upload-ready">
          <span>{write('uploadReady')}</span>
          <Button type="primary" size="small" onClick={() => goTo(solution.name, 'ask')}>
            {write('goAsk')}
          </Button>
        </p>
      )}
    </section>
  )
}

function DropZone({
  onFiles,
  children,
}: Readonly<{ onFiles: (files: readonly File[]) => void; children: ReactNode }>): ReactNode {
  const { write } = useTexts()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const onDragOver = (event: DragEvent): void => {
    event.preventDefault()
    setOver(true)
  }
  const onDrop = (event: DragEvent): void => {
    event.preventDefault()
    setOver(false)
    onFiles([...event.dataTransfer.files])
  }
  const onChange = ({ target }: ChangeEvent<HTMLInputElement>): void => {
    onFiles([...(target.files ?? [])])
    // So that choosing the same file again, once corrected, counts as a change.
    target.value = ''
  }
  return (
    <div
      className={over ? 'upload-drop upload-over' : 'upload-drop'}
      onDragOver={onDragOver}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <UploadOutlined className="upload-icon" aria-hidden="true" />
      <div className="upload-words">
        <span className="upload-first">
          <span className="upload-drop-words">{write('uploadDrop')}</span>
          <Button onClick={() => input.current?.click()}>{write('uploadChoose')}</Button>
          {children}
        </span>
        <span className="upload-accepted">{write('uploadAccepted', { endings: acceptedEndings.join(' ') })}</span>
      </div>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={acceptedEndings.join(',')}
        data-testid="upload-input"
        onChange={onChange}
      />
    </div>
  )
}

type ChoiceProps = Readonly<{ solution: SolutionInfo; value: string; fixed: boolean; onChange: (knowledge: string) => void }>

function KnowledgeChoice({ solution, value, fixed, onChange }: ChoiceProps): ReactNode {
  const { language, write } = useTexts()
  return (
    <label className="upload-into">
      <span>{write('uploadInto')}</span>
      <NamedSelect
        value={value}
        disabled={fixed}
        aria-label={write('uploadInto')}
        onChange={onChange}
        popupMatchSelectWidth={false}
        options={solution.knowledge.map(({ name, title }) => ({ value: name, label: title[language] }))}
      />
    </label>
  )
}
