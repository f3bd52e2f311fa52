import { useEffect, useRef, useState } from 'react'
import { useTexts } from '../frame/use-texts.ts'
import type { DocumentInfo } from '../http/contract.ts'
import { type Problem, problemOf } from '../http/request-problem.ts'
import { uploadDocument } from '../http/upload-document.ts'

/** A file and how far it has come; `share` is 0 to 1 of its bytes, `reading` means the server has all of them. */
export type FileUpload = Readonly<{
  id: number
  file: File
  knowledge: string
  password?: string
  state: 'waiting' | 'sending' | 'reading' | 'done' | 'failed'
  share: number
  document?: DocumentInfo
  problem?: Problem
}>

type Uploads = Readonly<{
  uploads: readonly FileUpload[]
  add: (files: readonly File[], knowledge: string) => void
  dismiss: (id: number) => void
  /** Sends a locked file again, with its password. */
  unlock: (id: number, password: string) => void
}>

let lastId = 0

/** Uploads files one after the other, in the order chosen: the server indexes one at a time anyhow. */
export function useUploads(solution: string, onStored: () => void): Uploads {
  const { language } = useTexts()
  const [uploads, setUploads] = useState<readonly FileUpload[]>([])
  const busy = useRef(false)
  const next = uploads.find((upload) => upload.state === 'waiting')

  useEffect(() => {
    if (next === undefined || busy.current) return
    const change = (update: Partial<FileUpload>): void =>
      setUploads((last) => last.map((upload) => (upload.id === next.id ? { ...upload, ...update } : upload)))
    const onProgress = (share: number): void => change({ share, state: share < 1 ? 'sending' : 'reading' })
    const run = async (): Promise<void> => {
      try {
        const { knowledge, file, password } = next
        const locked = password === undefined ? {} : { password }
        const document = await uploadDocument({ solution, knowledge, file, onProgress, ...locked }, { language })
        change({ state: 'done', document })
        onStored()
      } catch (error) {
        change({ state: 'failed', problem: problemOf(error) })
      } finally {
        busy.current = false
      }
    }
    busy.current = true
    change({ state: 'sending' })
    void run()
    // `uploads` as a whole: the end of one upload starts the next.
  }, [uploads])

  return {
    uploads,
    add: (files, knowledge) => {
      const added = files.map((file): FileUpload => ({ id: (lastId += 1), file, knowledge, state: 'waiting', share: 0 }))
      setUploads((last) => [...last.filter((upload) => upload.state !== 'done'), ...added])
    },
    unlock: (id, password) =>
      setUploads((last) =>
        last.map((upload) => {
          if (upload.id !== id) return upload
          const { problem: _, ...rest } = upload
          return { ...rest, password, state: 'waiting', share: 0 }
        }),
      ),
    dismiss: (id) => setUploads((last) => last.filter((upload) => upload.id !== id)),
  }
}
