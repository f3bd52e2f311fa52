import { fileURLToPath } from 'node:url'
import { tempFolder, type TempFolder } from '@kaiwu/testkit'
import { runKaiwu, type Ran } from './test-run-kaiwu.ts'

/** The example of a case type, which is read alone. */
export const leaveFolder = fileURLToPath(new URL('../../../examples/leave', import.meta.url))

/** The password of everybody. */
export const password = '开物成务 tian-gong 7'

/** The example with data of its own and five people: admin, zhang, li (主管), wang (人事), sun. */
export type LeaveDesk = Readonly<{
  data: TempFolder
  env: Readonly<Record<string, string>>
  run(words: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ran>
  /** The JSON document of a run that went well. */
  json(...words: readonly string[]): Promise<Record<string, unknown>>
  close(): Promise<void>
}>

/** Sets up the example with its people, by the command line. */
export async function leaveDesk(): Promise<LeaveDesk> {
  const data = await tempFolder({
    'staff.csv': 'login,name,roles\nzhang,张三,\nli,李四,主管\nwang,王五,人事\nsun,孙七,\n',
    'handover.csv': 'item,done\r\n手头的工单,是\r\n钥匙和门禁卡,是\r\n值班,是\r\n',
  })
  const env = { KAIWU_DATA: data.path, KAIWU_LANG: 'zh', ATTENDANCE_SECRET: 'a secret of both sides' }
  const run: LeaveDesk['run'] = (words, more = {}) => runKaiwu(words, { env: { ...env, ...more } })
  const json: LeaveDesk['json'] = async (...words) => {
    const { code, out, err } = await run([...words, '--json'])
    if (code !== 0) throw new Error(`${words.join(' ')}: ${code} ${out} ${err}`)
    return JSON.parse(out) as Record<string, unknown>
  }
  const made = await run(['people', 'init', leaveFolder, 'admin', '管理员'], { KAIWU_ADMIN_PASSWORD: password })
  const staff = await run(['people', 'import', leaveFolder, `${data.path}/staff.csv`, '--passwords', `${data.path}/first.csv`])
  if (made.code !== 0 || staff.code !== 0) throw new Error(made.err + staff.err)
  return { data, env, run, json, close: () => data.remove() }
}
