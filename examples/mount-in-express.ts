/** The bundled Express demo mounted in somebody else's Express app, page and all, under /assistant. */
import express from 'express'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '@kaiwu/server'
import { loadSolution } from '@kaiwu/solution'

const root = 'templates/government'
const data = await mkdtemp(join(tmpdir(), 'kaiwu-example-'))
const kaiwu = createApp([{ definition: await loadSolution(root), root, data }])

const app = express()
app.get('/', (_request, response) => void response.send('my own page'))
app.use('/assistant', kaiwu.app)

const server = app.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1', async () => {
  await kaiwu.ready()
  const { port } = server.address() as { port: number }
  console.log(`http://127.0.0.1:${port}/assistant/`)
})
process.once('SIGTERM', async () => {
  server.close()
  await kaiwu.close()
})
