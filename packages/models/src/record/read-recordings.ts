import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { KaiwuError } from '@kaiwu/core'
import { exchangeKey, type ExchangeRecord } from './exchange-record.ts'

/**
 * Everything recorded in a folder, by what was asked, in the order of the runs and within a run of the beginnings. The last line of a
 * file may be torn, when its process died over it; it is left out.
 * @throws RECORDING_MISSING when there is no such folder, or a line in it is no recording
 */
export function readRecordings(folder: string): Map<string, ExchangeRecord[]> {
  const found = new Map<string, ExchangeRecord[]>()
  for (const file of filesIn(folder)) {
    for (const record of recordsIn(folder, file)) {
      const key = exchangeKey(record)
      const list = found.get(key)
      if (list) list.push(record)
      else found.set(key, [record])
    }
  }
  return found
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.jsonl'))
      .toSorted()
  } catch (error) {
    throw new KaiwuError('RECORDING_MISSING', { folder, method: '', url: '', reason: (error as Error).message }, { cause: error })
  }
}

function recordsIn(folder: string, file: string): ExchangeRecord[] {
  const lines = readFileSync(join(folder, file), 'utf8').split('\n')
  const torn = lines.pop()
  if (torn === undefined) return []
  return lines
    .map((line, index) => {
      try {
        const record = JSON.parse(line) as Partial<ExchangeRecord> | null
        if (record?.v === 1 && typeof record.url === 'string' && typeof record.method === 'string')
          return record as ExchangeRecord
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error
      }
      const reason = `line ${index + 1} of ${file} is not a recorded exchange`
      throw new KaiwuError('RECORDING_MISSING', { folder, method: '', url: '', reason })
    })
    .toSorted((a, b) => a.n - b.n)
}
