/** The official openai client talks to a solution as to a model. Start the demo first, or set KAIWU_URL. */
import OpenAI from 'openai'

const client = new OpenAI({ baseURL: `${process.env['KAIWU_URL'] ?? 'http://127.0.0.1:3000'}/v1`, apiKey: 'none' })
for (const { id } of (await client.models.list()).data) console.log(`model ${id}`)

const stream = await client.chat.completions.create({
  model: 'government',
  messages: [{ role: 'user', content: process.argv[2] ?? '办食品经营许可证要多久' }],
  stream: true,
})
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? '')
console.log()
