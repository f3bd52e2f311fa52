import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { loadSolution, openSolution } from '@kaiwu/solution'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { serveFolder, served, type Returned, type Served } from './test-served.ts'
import { fileName } from './read-form.ts'
import { documentInfo } from './schemas/document.ts'

const notice = '# 关于叉车充电的通知\n\n第一条 叉车充电间夜间须开启排风机。\n'
const documentsPath = '/api/solutions/desk/documents'

function stored(returned: Returned): z.output<typeof documentInfo> {
  expect([returned.status, returned.text]).toEqual([201, returned.text])
  return z.strictObject({ document: documentInfo }).parse(returned.body).document
}

async function ask({ post }: Served, question: string): Promise<unknown> {
  return (await post('/api/solutions/desk/answer', { question })).body
}

describe('uploading a document', () => {
  it('makes it answerable at once, and deleting it takes it back', async () => {
    const desk = await served()
    const question = '叉车充电间夜间要开什么？'
    expect(await ask(desk, question)).toMatchObject({ outcome: 'refused' })
    const document = stored(await desk.upload('叉车通知.md', notice, { knowledge: 'notices' }))
    expect(document).toMatchObject({
      path: '叉车通知.md',
      knowledge: 'notices',
      uploaded: true,
      mediaType: 'text/markdown',
      facts: { title: '关于叉车充电的通知' },
    })
    expect(await ask(desk, question)).toMatchObject({
      outcome: 'answered',
      citations: [{ documentId: document.id, verified: true }],
    })
    expect(await desk.send(`${documentsPath}/${document.id}`, { method: 'DELETE' })).toMatchObject({ status: 204, text: '' })
    expect(await ask(desk, question)).toMatchObject({ outcome: 'refused' })
    expect((await desk.send(`${documentsPath}/${document.id}`)).status).toBe(404)
  })

  it('goes into the first knowledge by default, and replaces an upload of the same name', async () => {
    const { upload, send } = await served()
    const first = stored(await upload('叉车.md', notice))
    expect(first.knowledge).toBe('manuals')
    expect(stored(await upload('叉车.md', `${notice}\n第二条 充电时断开总闸。\n`)).id).toBe(first.id)
    const { documents } = z.strictObject({ documents: z.array(documentInfo) }).parse((await send(documentsPath)).body)
    expect(documents.filter(({ uploaded }) => uploaded)).toHaveLength(1)
  })

  it('survives a restart', async () => {
    const first = await served()
    const { id } = stored(await first.upload('叉车.md', notice))
    await first.server.close()
    const second = await serveFolder(first.folder)
    expect(await second.send(`${documentsPath}/${id}`)).toMatchObject({ status: 200, body: { document: { uploaded: true } } })
    expect(await ask(second, '叉车充电间夜间要开什么？')).toMatchObject({ outcome: 'answered' })
  })

  it('writes nothing under a name that climbs out, and keeps its last part', async () => {
    const { upload, folder } = await served()
    const before = await filesOf(folder.path)
    for (const name of [
      '../../climbed.md',
      '..\\..\\climbed.md',
      '/etc/climbed.md',
      'C:\\climbed.md',
      'kno\u202Ewledge/climbed.md',
    ]) {
      expect(stored(await upload(name, notice)).path).toBe('climbed.md')
    }
    expect(await filesOf(folder.path)).toEqual(before)
    expect(existsSync(join(folder.path, '..', 'climbed.md'))).toBe(false)
  })
})

describe('uploads that are refused', () => {
  const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), createHash('sha512').update('pixels').digest()])
  const wrong: readonly [string, string, string | Uint8Array, Record<string, string>, number, string][] = [
    ['an empty file', '空.md', '', {}, 422, 'FILE_EMPTY'],
    ['a picture called .md', '图.md', png, {}, 422, 'FILE_TYPE_MISMATCH'],
    ['a file of an unknown kind', '程序.exe', 'MZ\0\0', {}, 415, 'FILE_TYPE_UNSUPPORTED'],
    ['a file without an extension', 'README', notice, {}, 415, 'FILE_TYPE_UNSUPPORTED'],
    ['a broken Word file', '旧.doc', Buffer.from('d0cf11e0a1b11ae1', 'hex'), {}, 422, 'FILE_UNREADABLE'],
    ['a format to be saved as another', '旧.rtf', '{\\rtf1 text}', {}, 415, 'FILE_NEEDS_CONVERTING'],
    ['white space', '白.md', ' \n\n ', {}, 422, 'FILE_HAS_NO_TEXT'],
    ['a knowledge that is not there', '叉车.md', notice, { knowledge: 'notes' }, 404, 'KNOWLEDGE_NOT_FOUND'],
    ['a field it does not know', '叉车.md', notice, { path: '/etc' }, 400, 'REQUEST_INVALID'],
    ['too many fields', '叉车.md', notice, { a: '1', b: '2', c: '3', d: '4', e: '5' }, 400, 'REQUEST_INVALID'],
    ['a field that is too long', '叉车.md', notice, { knowledge: 'x'.repeat(2000) }, 400, 'REQUEST_INVALID'],
    ['a name that is nothing but dots', '..', notice, {}, 400, 'REQUEST_INVALID'],
  ]
  it.each(wrong)('refuses %s', async (_, name, content, fields, status, code) => {
    const { upload, send } = await served()
    expect(await upload(name, content, fields)).toMatchObject({ status, body: { code } })
    expect((await send(documentsPath)).text).not.toContain('"uploaded":true')
  })

  it('refuses a file over the limit, by its name and the limit', async () => {
    const { upload } = await served({ maxUploadBytes: 2000 })
    expect(stored(await upload('叉车.md', notice.padEnd(notice.length + 2000 - Buffer.byteLength(notice)))).bytes).toBe(2000)
    const returned = await upload('过大.md', 'x'.repeat(2001))
    expect(returned).toMatchObject({ status: 413, body: { code: 'FILE_TOO_LARGE', detail: '过大.md 超过上限 2 kB' } })
  })

  it('refuses two files, JSON that poses as a form, and forms that are none', async () => {
    const { send, post, upload } = await served()
    const part = (name: string) => `--b\r\nContent-Disposition: form-data; name="${name}"; filename="a.md"\r\n\r\n${notice}\r\n`
    const form = (body: string, type = 'multipart/form-data; boundary=b') =>
      send(documentsPath, { method: 'POST', headers: { 'content-type': type }, body })
    expect(await form(`${part('file')}${part('file')}--b--\r\n`)).toMatchObject({
      status: 400,
      body: { code: 'REQUEST_INVALID' },
    })
    expect(await form(`${part('other')}--b--\r\n`)).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } })
    expect(await form(part('file'))).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } })
    expect(await form('nonsense')).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } })
    expect(await form('nonsense', 'multipart/form-data')).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } })
    expect(await form('--b--\r\n')).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } })
    expect(await send(documentsPath, { method: 'POST' })).toMatchObject({ status: 415, body: { code: 'MEDIA_TYPE_UNSUPPORTED' } })
    const posing = { file: { path: '/etc/passwd', name: 'a.md' } }
    expect(await post(documentsPath, posing)).toMatchObject({ status: 415, body: { code: 'MEDIA_TYPE_UNSUPPORTED' } })
    expect((await upload('叉车.md', notice)).status).toBe(201)
  })

  it('holds no more of them in memory than it may', async () => {
    const { url, upload } = await served({ maxUploadsAtOnce: 1 })
    const slow = request(`${url}${documentsPath}`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    })
    slow.on('error', () => undefined)
    slow.write('--b\r\n')
    await expect.poll(async () => (await upload('a.md', '# a')).status, { timeout: 2000 }).toBe(429)
    slow.destroy()
    await expect.poll(async () => (await upload('a.md', '# a')).status, { timeout: 2000 }).toBe(201)
  })

  it('leaves nothing of one that is broken off', async () => {
    const { url, send, logs } = await served()
    for (let n = 0; n < 20; n++) {
      const broken = request(`${url}${documentsPath}`, {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data; boundary=b' },
      })
      broken.on('error', () => undefined)
      broken.write(`--b\r\nContent-Disposition: form-data; name="file"; filename="a.md"\r\n\r\n# a ${n}`)
      await new Promise((resolve) => setTimeout(resolve, 10))
      broken.destroy()
    }
    await expect.poll(() => logs.filter((line) => line.includes('"status":499')).length, { timeout: 2000 }).toBe(20)
    expect((await send(documentsPath)).text).not.toContain('"uploaded":true')
    expect(logs.join()).not.toContain('INTERNAL')
  })

  it('deletes no document of the folder', async () => {
    const { send } = await served()
    const { documents } = z.strictObject({ documents: z.array(documentInfo) }).parse((await send(documentsPath)).body)
    const returned = await send(`${documentsPath}/${documents[0]!.id}`, { method: 'DELETE' })
    expect(returned).toMatchObject({ status: 409, body: { code: 'DOCUMENT_FROM_FOLDER' } })
    expect((await send(`${documentsPath}/${documents[0]!.id}`)).status).toBe(200)
  })

  it('takes in and deletes nothing while another process holds the data, and goes on answering', async () => {
    const writer = await served()
    const { id } = stored(await writer.upload('叉车.md', notice))
    const definition = await loadSolution(writer.folder.path)
    const second = await openSolution(definition, { root: writer.folder.path, access: 'write-or-read', environment: {} })
    onTestFinished(() => second.close())
    expect(second.writable).toBe(false)
    const reader = await serveFolder(writer.folder, { access: 'write-or-read' })
    expect(await reader.upload('新.md', notice)).toMatchObject({ status: 409, body: { code: 'STORE_IN_USE' } })
    expect(await reader.send(`${documentsPath}/${id}`, { method: 'DELETE' })).toMatchObject({
      status: 409,
      body: { code: 'STORE_IN_USE' },
    })
    expect(await ask(reader, '叉车充电间夜间要开什么？')).toMatchObject({ outcome: 'answered' })
  })
})

describe('fileName', () => {
  it.each([
    ['a/b\\c.md', 'c.md'],
    ['..', ''],
    ['.', ''],
    ['folder/', ''],
    ['a\0b\n.md', 'ab.md'],
    ['\u202Edm.exe', 'dm.exe'],
    ['  规程 2025.docx ', '规程 2025.docx'],
  ])('makes %j of a given name into %j', (given, name) => expect(fileName(given)).toBe(name))

  it('keeps the extension of a long name', () => {
    expect(fileName(`${'长'.repeat(500)}.xlsx`)).toBe(`${'长'.repeat(195)}.xlsx`)
  })
})

/** The files of a folder, without those of the database. */
async function filesOf(path: string): Promise<string[]> {
  return (await readdir(path, { recursive: true })).filter((file) => !file.startsWith('.kaiwu')).sort()
}
