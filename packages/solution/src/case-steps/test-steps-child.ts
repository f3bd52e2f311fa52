/**
 * Sends the form of a case and does its steps, one after the other, without jobs; to be killed between a reply and its record, and begun
 * again on the same folder, where it does the step that is open. Says `<case> <proposals> <step>` at the end.
 * @module
 */
import { writeSync } from 'node:fs'
import { systemActor } from '@kaiwu/cases'
import { systemClock } from '@kaiwu/core'
import { openParts } from './test-desk-parts.ts'

const { root, url, key } = JSON.parse(process.argv[2]!) as Readonly<{ root: string; url: string; key: string }>
const { work, database, knowledge } = await openParts(root, { clock: systemClock(), address: { url, key } })
const { people } = work
const { cases } = work.desk!
if (await people.firstRun()) {
  await people.createAdministrator({ login: 'admin', name: '管理员', password: '开物成务 tian-gong 7' })
  await people.add({ login: 'zhang', name: '张三', roles: [] }, systemActor)
}
const zhang = { subject: await people.subjectOfPerson((await people.lookup.personByLogin('zhang'))!.id) }
const [known] = await cases.list(zhang.subject)
const id = known?.id ?? (await begun())
const run = { attempt: 1, isLast: false, signal: new AbortController().signal }
for (let at = 0; at < 2; at++) await cases.handlers['case-step'].run({ caseId: id, at, visit: 2 }, run)
const { record } = await cases.read(zhang, id)
const kept = await database.all('SELECT * FROM caseReplies')
writeSync(1, `${id} ${record.proposals.length} ${record.step} ${kept.length}\n`)
await work.close()
await knowledge.close()
process.exit(0)

async function begun(): Promise<string> {
  const draft = await cases.start(zhang, { caseType: 'subsidy' })
  const values = { content: '咨询人才租房补贴标准是多少' }
  const sent = await cases.act(zhang, draft.record.id, { action: 'submit', values, shown: draft.shown, decisionId: 'd-1' })
  return sent.record.id
}
