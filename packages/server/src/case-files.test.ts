import { createHash } from 'node:crypto'
import { readLog } from '@kaiwu/cases'
import { unzipped } from '../../cases/src/export/test-unzip.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caseOf, caseServer, type CaseServer, type Client, codeOf, deciding, sentLeave } from './test-case-server.ts'
import type { Returned } from './test-served.ts'

let at: CaseServer
let [zhang, li, sun, admin]: Client[] = []
beforeAll(async () => {
  at = await caseServer({ app: { maxUploadBytes: 100_000 } })
  ;[zhang, li, sun, admin] = await Promise.all(['zhang', 'li', 'sun', 'admin'].map((login) => at.as(login)))
}, 60_000)
afterAll(() => at?.close())

let starts = 0

async function draft(): Promise<string> {
  return caseOf(await zhang!.post('cases', { type: 'leave' }, { 'idempotency-key': `file-${++starts}` })).id
}

async function upload(
  client: Client,
  id: string,
  name: string,
  content: string | Uint8Array,
  field = 'proof',
): Promise<Returned> {
  const form = new FormData()
  form.append('field', field)
  form.append('file', new Blob([typeof content === 'string' ? content : new Uint8Array(content)]), name)
  const encoded = new Response(form)
  const headers = { 'content-type': encoded.headers.get('content-type')! }
  return client.send('POST', `cases/${id}/files`, headers, new Uint8Array(await encoded.arrayBuffer()))
}

/** A file as it comes, byte by byte. */
const download = (client: Client, path: string): Promise<Response> =>
  fetch(`${at.url}/api/solutions/desk/${path}`, { headers: client.headers })
const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')

describe('the files of a case', () => {
  it('come back byte for byte, with their own type where that is safe', async () => {
    const id = await draft()
    const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n\x80\xff', 'latin1')
    const added = await upload(zhang!, id, '诊断证明.pdf', pdf)
    expect([added.status, caseOf(added).fields['proof']]).toEqual([
      201,
      [{ name: '诊断证明.pdf', sha256: sha256(pdf), bytes: pdf.length, type: 'application/pdf' }],
    ])
    const reply = await download(zhang!, `cases/${id}/files/${sha256(pdf)}`)
    expect([reply.status, reply.headers.get('content-type'), reply.headers.get('content-length')]).toEqual([
      200,
      'application/pdf',
      String(pdf.length),
    ])
    expect(reply.headers.get('content-disposition')).toBe(`inline; filename*=UTF-8''${encodeURIComponent('诊断证明.pdf')}`)
    expect(reply.headers.get('x-content-type-options')).toBe('nosniff')
    expect(reply.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    expect(Buffer.from(await reply.arrayBuffer()).equals(pdf)).toBe(true)
  })

  it.each([
    ['照片.png', '<svg onload=alert(1)>'],
    ['page.html', '<script>alert(1)</script>'],
    ['run.exe', 'MZ\0\0'],
  ])('are only saved where a browser could run them: %s', async (name, content) => {
    const id = await draft()
    expect((await upload(zhang!, id, name, content)).status).toBe(201)
    const reply = await download(zhang!, `cases/${id}/files/${sha256(content)}`)
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'application/octet-stream'])
    expect(reply.headers.get('content-disposition')).toMatch(/^attachment; /)
  })

  it('are taken out again until somebody has decided', async () => {
    const id = await draft()
    await upload(zhang!, id, '一.txt', '一')
    const gone = await zhang!.send('DELETE', `cases/${id}/files/${sha256('一')}?field=proof`)
    expect([gone.status, caseOf(gone).fields['proof']]).toEqual([200, []])
    expect(codeOf(await zhang!.send('DELETE', `cases/${id}/files/${sha256('一')}`))).toEqual([400, 'REQUEST_INVALID'])
    const kept = await upload(zhang!, id, '二.txt', '二')
    const values = { days: 5, reason: '家中有事需处理' }
    await zhang!.post(`cases/${id}/actions/submit`, { values }, deciding(kept))
    const back = await li!.post(
      `cases/${id}/signature`,
      { decision: 'return', comment: '请写明' },
      deciding(await li!.get(`cases/${id}`)),
    )
    expect(caseOf(back).state).toBe('draft')
    expect(codeOf(await zhang!.send('DELETE', `cases/${id}/files/${sha256('二')}?field=proof`))).toEqual([
      409,
      'ATTACHMENT_DECIDED',
    ])
  })

  it('are refused from who may not, in a wrong field, too large, or made up', async () => {
    const id = await draft()
    expect(codeOf(await upload(sun!, id, 'a.txt', 'a'))).toEqual([404, 'CASE_NOT_FOUND'])
    expect(codeOf(await upload(await at.as(''), id, 'a.txt', 'a'))).toEqual([401, 'SIGN_IN_REQUIRED'])
    expect((await upload(zhang!, id, 'a.txt', 'a', 'reason')).status).toBe(422)
    expect(codeOf(await upload(zhang!, id, 'a.txt', 'x'.repeat(100_001)))).toEqual([413, 'FILE_TOO_LARGE'])
    expect((await upload(zhang!, id, '../..', 'a')).status).toBe(400)
    expect(codeOf(await zhang!.get(`cases/${id}/files/${'a'.repeat(64)}`))).toEqual([404, 'ATTACHMENT_NOT_FOUND'])
    expect(codeOf(await zhang!.get(`cases/${id}/files/..%2f..%2flog-key.pem`))).toEqual([400, 'REQUEST_INVALID'])
    const seen = await zhang!.get(`cases/${id}`)
    const proof = [{ name: 'a.txt', sha256: 'a'.repeat(64), bytes: 1, type: 'text/plain' }]
    const values = { days: 5, reason: '家中有事需处理', proof }
    expect(codeOf(await zhang!.post(`cases/${id}/actions/submit`, { values }, deciding(seen)))).toEqual([
      422,
      'CASE_VALUES_INVALID',
    ])
    const sent = caseOf(await sentLeave(zhang!))
    expect(codeOf(await upload(li!, sent.id, 'a.txt', 'a'))).toEqual([403, 'CASE_NOT_YOURS'])
  })
})

describe('the export of a case', () => {
  it('is a ZIP whose sums are right, and is recorded', async () => {
    const id = await draft()
    const added = await upload(zhang!, id, '说明.txt', '详见附件')
    await zhang!.post(`cases/${id}/actions/submit`, { values: { days: 5, reason: '家中有事需处理' } }, deciding(added))
    const reply = await download(zhang!, `cases/${id}/export?language=zh`)
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'application/zip'])
    expect(reply.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''QJ-\d{8}-\d{3}\.zip$/)
    const files = await unzipped(Buffer.from(await reply.arrayBuffer()))
    const [root] = [...files.keys()][0]!.split('/')
    const names = [...files.keys()].map((path) => path.slice(root!.length + 1))
    expect(names).toEqual(expect.arrayContaining(['SHA256SUMS', 'case.docx', 'case.html', 'case.json']))
    const sums = files.get(`${root}/SHA256SUMS`)!.toString('utf8').trim().split('\n')
    expect(sums.length).toBe(files.size - 1)
    for (const line of sums) expect(sha256(files.get(`${root}/${line.slice(66)}`)!)).toBe(line.slice(0, 64))
    const { rows } = await readLog(at.solutions[0]!.database, { caseId: id, action: 'export.case' })
    expect(rows).toMatchObject([{ actorName: '张三', detail: { form: 'zip', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } }])
  })

  it('is refused to who may not', async () => {
    const id = await draft()
    expect(codeOf(await sun!.get(`cases/${id}/export`))).toEqual([404, 'CASE_NOT_FOUND'])
    expect(codeOf(await admin!.get(`cases/${id}/export`))).toEqual([403, 'CASE_NOT_YOURS'])
    expect(codeOf(await (await at.withKey('zhang', ['case.read'])).get(`cases/${id}/export`))).toEqual([403, 'RIGHT_MISSING'])
    expect(codeOf(await zhang!.get(`cases/${id}/export?language=fr`))).toEqual([400, 'REQUEST_INVALID'])
  })
})

describe('the documents of a case', () => {
  const documentsOf = (reply: Returned): readonly string[] => caseOf(reply).documents.map(({ key }) => key)
  let id = ''
  beforeAll(async () => {
    id = await draft()
    const seen = await zhang!.get(`cases/${id}`)
    const values = { days: 7, reason: '家中有事\n一、须处理', phone: '13800000000' }
    await zhang!.post(`cases/${id}/actions/submit`, { values }, deciding(seen))
  })

  it('are made by who may export the case and see all that they say, and it is recorded', async () => {
    expect(caseOf(await zhang!.get(`cases/${id}`)).documents).toContainEqual({
      key: 'notice',
      title: { zh: '请假通知', en: 'Notice' },
    })
    const reply = await download(zhang!, `cases/${id}/documents/notice`)
    expect([reply.status, reply.headers.get('content-type')]).toEqual([
      200,
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ])
    expect(reply.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''QJ-\d{8}-\d{3}-notice\.docx$/)
    const bytes = Buffer.from(await reply.arrayBuffer())
    const text = (await unzipped(bytes)).get('word/document.xml')!.toString()
    expect([text.includes('示例局文件'), text.includes('家中有事'), text.includes('13800000000')]).toEqual([true, true, false])
    const { rows } = await readLog(at.solutions[0]!.database, { caseId: id, action: 'export.document' })
    expect(rows).toMatchObject([
      { actorName: '张三', detail: { document: 'notice', bytes: bytes.length, sha256: sha256(bytes) } },
    ])
    const zip = await unzipped(Buffer.from(await (await download(zhang!, `cases/${id}/export`)).arrayBuffer()))
    const [path] = [...zip.keys()].filter((name) => name.endsWith('-notice.docx'))
    expect([path, zip.get(path!)!.equals(bytes)]).toEqual([expect.stringMatching(/^QJ-\d{8}-\d{3}\/documents\//), true])
  })

  it('are not for who sees a field of them in part, nor in what they export', async () => {
    // The telephone number is for personnel alone.
    expect(documentsOf(await zhang!.get(`cases/${id}`))).toEqual(['notice'])
    expect(codeOf(await zhang!.get(`cases/${id}/documents/contact`))).toEqual([403, 'CASE_DOCUMENT_MASKED'])
    const zip = await unzipped(Buffer.from(await (await download(zhang!, `cases/${id}/export`)).arrayBuffer()))
    expect([...zip.keys()].filter((name) => name.endsWith('contact.docx'))).toEqual([])
  })

  it('are refused to who may not, before they can be made, and where there is none', async () => {
    expect(codeOf(await sun!.get(`cases/${id}/documents/notice`))).toEqual([404, 'CASE_NOT_FOUND'])
    expect(codeOf(await admin!.get(`cases/${id}/documents/notice`))).toEqual([403, 'CASE_NOT_YOURS'])
    expect(documentsOf(await admin!.get(`cases/${id}`))).toEqual([])
    const reader = await at.withKey('zhang', ['case.read'])
    expect(codeOf(await reader.get(`cases/${id}/documents/notice`))).toEqual([403, 'RIGHT_MISSING'])
    const other = await draft()
    expect(documentsOf(await zhang!.get(`cases/${other}`))).toEqual([])
    expect(codeOf(await zhang!.get(`cases/${other}/documents/notice`))).toEqual([409, 'CASE_DOCUMENT_UNREADY'])
    for (const none of ['paper', 'constructor', '__proto__'])
      expect(codeOf(await zhang!.get(`cases/${id}/documents/${none}`))).toEqual([404, 'CASE_DOCUMENT_UNKNOWN'])
  })
})
