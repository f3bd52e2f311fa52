/**
 * Carries a request for leave from its start to its end, offline: the case type is `cases/leave.yaml`. What a model and a
 * classifier would do is proposed, the person decides, two signers sign, the attendance system is told, the log proves it.
 */
import { createServer } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemActor, verifyLog, verifyWebhook, type CaseView } from '@kaiwu/cases'
import { loadSolution, openSolution } from '@kaiwu/solution'

const root = import.meta.dirname
const data = mkdtempSync(join(tmpdir(), 'kaiwu-leave-'))
const environment = { ATTENDANCE_SECRET: 'a secret of both sides' }

// In place of the attendance system: it believes what is signed.
const received: string[] = []
const attendance = createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  const told = verifyWebhook(request.headers, body, environment.ATTENDANCE_SECRET, Date.now())
  if (told.valid) received.push(body)
  response.writeHead(told.valid ? 204 : 401).end()
})
await new Promise<void>((resolve) => attendance.listen(0, '127.0.0.1', resolve))
const { port } = attendance.address() as { port: number }
const webhooks = { attendance: { url: `http://127.0.0.1:${port}/leave`, secretEnv: 'ATTENDANCE_SECRET', internal: true } }

const definition = { ...(await loadSolution(root)), webhooks }
const solution = await openSolution(definition, { root, data, environment })
await solution.sync()
const { people, desk } = solution.work
solution.work.start((error) => console.error(error))
const cases = desk!.cases

await people.createAdministrator({ login: 'admin', name: '管理员', password: 'correct horse battery staple' })
const staff = async (login: string, name: string, roles: readonly string[]) => {
  const { id } = await people.add({ login, name, roles }, systemActor)
  return async () => ({ subject: await people.subjectOfPerson(id) })
}
const zhang = await staff('zhang', '张三', [])
const li = await staff('li', '李四', ['主管'])
const wang = await staff('wang', '王五', ['人事'])

// What happens by itself is done by jobs: look until it is.
const until = async (id: string, holds: (view: CaseView) => boolean): Promise<CaseView> => {
  for (;;) {
    const view = await cases.read(await zhang(), id)
    if (holds(view)) return view
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

let view: CaseView = await cases.start(await zhang(), { caseType: 'leave', requestKey: 'first' })
const { id, no } = view.record
console.log(`${no}: ${view.record.state}`)
const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
const handover = (view.record.fields['handover'] as readonly { item: string }[]).map((row) => ({ ...row, done: true }))
const values = { reason: '带家人旅游，休年假', from: tomorrow, days: 2, phone: '13812345678', handover }
await cases.act(await zhang(), id, { action: 'submit', values, shown: view.shown, decisionId: 'd1' })

view = await until(id, ({ actions }) => actions.some(({ key }) => key === 'confirm'))
for (const { by, band, values: proposed } of view.record.proposals) console.log(`${by} proposes, ${band}:`, proposed)
const proposals = view.record.proposals.flatMap(({ id: proposal, values: proposed }) =>
  Object.keys(proposed).map((field) => ({ id: proposal, field, decision: 'accepted' as const })),
)
view = await cases.act(await zhang(), id, { action: 'confirm', proposals, shown: view.shown, decisionId: 'd2' })
console.log(`${view.record.state}, by rule:`, view.record.fields['route'])

for (const [at, signer] of [li, wang].entries()) {
  const seen = await cases.read(await signer(), id)
  view = await cases.sign(await signer(), id, { decision: 'approve', shown: seen.shown, decisionId: `s${at}` })
}
view = await until(id, ({ record }) => record.delivered.length > 0)
console.log(`${view.record.state}; attendance was told ${received.length} time: ${received[0]}`)
view = await cases.act(await zhang(), id, { action: 'close', shown: view.shown, decisionId: 'd3' })
console.log(`${view.record.state} after ${view.record.events} events`)

const { sound, lastSeq } = await verifyLog(solution.database, {})
console.log(`the log of ${lastSeq} rows is ${sound ? 'sound' : 'not sound'}`)
await solution.close()
attendance.close()
rmSync(data, { recursive: true, force: true })
