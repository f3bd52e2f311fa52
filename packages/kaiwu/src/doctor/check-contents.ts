import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '@kaiwu/core'
import type { KnowledgeCheck, VectorMeasurement } from '@kaiwu/knowledge'
import type { Texts } from '../command.ts'
import type { Finding } from './finding.ts'
import { readStored, type DataPlace } from './read-stored.ts'

const shownFlaws = 5

/** Looks through everything that is stored: each document with its places, file and vectors, and the index files. Changes nothing. */
export async function checkContents(place: DataPlace): Promise<readonly Finding[]> {
  const { checkKnowledge } = await import('@kaiwu/knowledge')
  return readStored(place, async (database) => findings(await checkKnowledge(database)))
}

function findings({ revisions, passages, vectors, withoutVector, flaws, indexes }: KnowledgeCheck): Finding[] {
  const shown = flaws.slice(0, shownFlaws).map(({ document, revision, flaw }) => `${document} r${revision}: ${flaw}`)
  const contents: Finding =
    flaws.length === 0
      ? good('contents', {
          zh: `内容逐条核对无误：${revisions} 个版本，${passages} 个片段，${vectors} 个向量`,
          en: `everything stored holds together: ${revisions} revisions, ${passages} passages, ${vectors} vectors`,
        })
      : {
          check: 'contents',
          state: 'broken',
          fault: 'operator',
          text: {
            zh: `有 ${flaws.length} 处内容不对（${shown.join('；')}）；请从备份恢复，或删去这些文档后重新 sync`,
            en: `${flaws.length} things stored do not hold together (${shown.join('; ')}); restore a backup, or remove these documents and sync again`,
          },
        }
  // A base that is indexed in a moment keeps no files.
  const told = indexes.filter(({ state }) => state !== 'missing')
  return [contents, ...missingVectors(withoutVector), ...told.map(indexFinding)]
}

function missingVectors(count: number): Finding[] {
  if (count === 0) return []
  return [
    {
      check: 'vectors',
      state: 'weaker',
      text: {
        zh: `${count} 个片段还没有向量，只能按关键词查到；下次 sync 时补上`,
        en: `${count} passages have no vector yet and are found by keyword alone; the next sync makes them`,
      },
    },
  ]
}

const remedies: Readonly<Record<Exclude<KnowledgeCheck['indexes'][number]['state'], 'whole' | 'missing'>, Texts>> = {
  behind: { zh: '落后于数据，启动时补上', en: 'is behind the data; opening brings it up' },
  damaged: {
    zh: '已损坏，启动时移到一边并重建，不影响数据',
    en: 'is damaged; opening sets it aside and makes it anew, no data is lost',
  },
  other: { zh: '是别的版本写的，启动时重建', en: 'is of another version; opening makes it anew' },
}

function indexFinding({ kind, state, reason }: KnowledgeCheck['indexes'][number]): Finding {
  const check = `index-${kind}`
  if (state === 'whole' || state === 'missing')
    return good(check, { zh: `索引文件 ${kind} 完好`, en: `the index file ${kind} is whole` })
  const { zh, en } = remedies[state]
  return {
    check,
    state: 'weaker',
    text: { zh: `索引文件 ${kind}${zh}（${reason}）`, en: `the index file ${kind} ${en} (${reason})` },
  }
}

/** Measures the vector engines on this machine and keeps what came out, for the choice of an engine. Takes about half a minute. */
export async function benchEngines(folder: string, dimension: number, onProgress: (line: Texts) => void): Promise<Finding> {
  const { measurementFile, measureVectorEngines } = await import('@kaiwu/knowledge')
  const measured = await measureVectorEngines({
    dimension,
    clock: systemClock(),
    onProgress: (engine, count) =>
      onProgress({ zh: `测量 ${engine}，${count} 个向量`, en: `measuring ${engine} with ${count} vectors` }),
  })
  await writeFile(join(folder, measurementFile), `${JSON.stringify(measured, undefined, 2)}\n`)
  return good('vector-engines', measuredText(measured))
}

function measuredText({ dimension, flat, hnsw, hnswFrom }: VectorMeasurement): Texts {
  const [largest, other] = [flat.at(-1), hnsw.at(-1)]
  const times = [
    largest ? `flat ${largest.count}: ${largest.cpuMsPerSearch.toFixed(2)} ms` : '',
    other ? `hnsw ${other.count}: ${other.cpuMsPerSearch.toFixed(2)} ms` : '',
  ]
  const said = times.filter((part) => part !== '').join(', ')
  return {
    zh: `向量引擎（${dimension} 维，每次检索的 CPU 时间）：${said}；${hnswFrom ? `约 ${hnswFrom} 个向量起改用 hnsw` : '一直用 flat'}`,
    en: `vector engines (${dimension} numbers, CPU per search): ${said}; ${hnswFrom ? `hnsw from about ${hnswFrom} vectors on` : 'flat at any size'}`,
  }
}

function good(check: string, text: Texts): Finding {
  return { check, state: 'good', text }
}
