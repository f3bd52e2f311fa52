import { constants, existsSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { KaiwuError } from '@kaiwu/core'
import type { DataPlace } from './read-stored.ts'
import type { Finding } from './finding.ts'

/** Looks at the data of a solution without changing it: may the folder be written to, is the base whole, what does it hold. */
export async function checkData(place: DataPlace): Promise<Finding[]> {
  const { checkDatabase } = await import('./check-database.ts')
  return [
    await checkWritable(place.folder),
    ...(place.url ? await checkDatabase(place, place.url) : [await checkStore(place.folder)]),
  ]
}

async function checkWritable(folder: string): Promise<Finding> {
  let place = folder
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place)
  try {
    await access(place, constants.W_OK)
    return {
      check: 'data',
      state: 'good',
      text: { zh: `数据文件夹 ${folder} 可写`, en: `the data folder ${folder} can be written to` },
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return {
      check: 'data',
      state: 'broken',
      fault: 'operator',
      text: {
        zh: `数据文件夹 ${folder} 不可写（${code ?? message}）；请改权限，或用 --data 换一个`,
        en: `the data folder ${folder} cannot be written to (${code ?? message}); change its permissions or name another with --data`,
      },
    }
  }
}

async function checkStore(folder: string): Promise<Finding> {
  if (!existsSync(join(folder, 'kaiwu.sqlite'))) {
    return {
      check: 'store',
      state: 'good',
      text: { zh: '还没有数据；ingest、ask 或 serve 时建立', en: 'no data yet; ingest, ask or serve will make it' },
    }
  }
  const [{ openDatabase }, { storedCounts }, { solutionMigrations }] = await Promise.all([
    import('@kaiwu/store'),
    import('@kaiwu/knowledge'),
    import('@kaiwu/solution'),
  ])
  try {
    const database = await openDatabase({ folder, migrations: solutionMigrations, access: 'read' })
    try {
      await database.verify()
      const { documents, passages } = await storedCounts(database)
      return {
        check: 'store',
        state: 'good',
        text: {
          zh: `数据完好：${documents} 份文档，${passages} 个片段`,
          en: `the store is whole: ${documents} documents, ${passages} passages`,
        },
      }
    } finally {
      await database.close()
    }
  } catch (error) {
    if (!KaiwuError.is(error)) throw error
    return { check: 'store', state: 'broken', fault: error.fault, text: { zh: error.text('zh'), en: error.text('en') } }
  }
}
