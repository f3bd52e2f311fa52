/**
 * The program of a thread that sorts texts: it reads what was learnt from its rows, or learns it, then answers one text after the other.
 * @module
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { learnClassifier, loadClassifier, saveClassifier, type Classifier, type LabelledRow } from '@kaiwu/cases'
import type { SortReply, SortRequest } from './sorter.ts'

const { rows, file } = workerData as Readonly<{ rows: readonly LabelledRow[]; file: string }>
const port = parentPort!
const classifier = saved() ?? learnt()

port.on('message', ({ id, text, subject }: SortRequest) => {
  const reply: SortReply = { id, said: classifier.classify(text, subject), ...sureness(classifier) }
  port.postMessage(reply)
})

function sureness({ own: { accuracy, scoreAt95 } }: Classifier): Pick<SortReply, 'accuracy' | 'scoreAt95'> {
  return { accuracy, ...(scoreAt95 === undefined ? {} : { scoreAt95 }) }
}

function saved(): Classifier | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  return loadClassifier(text, rows).classifier
}

function learnt(): Classifier {
  const fresh = learnClassifier(rows)
  mkdirSync(dirname(file), { recursive: true })
  // Under a name of its own first: another process may learn the same rows now.
  const draft = `${file}.${process.pid}.tmp`
  writeFileSync(draft, saveClassifier(fresh))
  renameSync(draft, file)
  return fresh
}
