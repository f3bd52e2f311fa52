import {
  AIMessage,
  ChatMessage,
  HumanMessage,
  RemoveMessage,
  SystemMessage,
  ToolMessage,
  type BaseMessage,
} from '@langchain/core/messages'
import { describe, expect, it } from 'vitest'
import { toBaseMessages, toChatMessages } from './chat-messages.ts'

const call = { id: 'c1', name: 'look_up', args: { part: '轴承' }, type: 'tool_call' } as const

describe('toChatMessages', () => {
  it('brings a conversation with tools across, thoughts included', () => {
    const messages = [
      new SystemMessage('你是助手'),
      new HumanMessage({ content: '查轴承', name: 'wang' }),
      new AIMessage({ content: '', tool_calls: [call], additional_kwargs: { reasoning_content: '先查库存' }, name: 'model' }),
      new ToolMessage({ content: '3 件', tool_call_id: 'c1', name: 'look_up' }),
      new AIMessage('还有 3 件'),
    ]
    expect(toChatMessages(messages)).toEqual([
      { role: 'system', content: '你是助手' },
      { role: 'user', content: '查轴承', name: 'wang' },
      {
        role: 'assistant',
        content: '',
        toolCalls: [{ id: 'c1', name: 'look_up', arguments: '{"part":"轴承"}' }],
        reasoning: '先查库存',
        name: 'model',
      },
      { role: 'tool', content: '3 件', toolCallId: 'c1' },
      { role: 'assistant', content: '还有 3 件' },
    ])
  })

  it('reads standard content blocks: thoughts, words, tool calls', () => {
    const message = new AIMessage({
      contentBlocks: [
        { type: 'reasoning', reasoning: '先' },
        { type: 'reasoning', reasoning: '查' },
        { type: 'text', text: '好' },
        call,
      ],
    })
    expect(toChatMessages([message])).toEqual([
      {
        role: 'assistant',
        content: '好',
        reasoning: '先查',
        toolCalls: [{ id: 'c1', name: 'look_up', arguments: '{"part":"轴承"}' }],
      },
    ])
  })

  it.each<[string, object, string]>([
    ['of OpenAI', { type: 'image_url', image_url: { url: 'https://a.example/a.png' } }, 'https://a.example/a.png'],
    ['of OpenAI, short', { type: 'image_url', image_url: 'data:image/png;base64,AA==' }, 'data:image/png;base64,AA=='],
    ['standard, by address', { type: 'image', url: 'https://a.example/b.png' }, 'https://a.example/b.png'],
    ['standard, base64', { type: 'image', mimeType: 'image/webp', data: 'AA==' }, 'data:image/webp;base64,AA=='],
    ['standard, bytes', { type: 'image', mimeType: 'image/gif', data: new Uint8Array([0]) }, 'data:image/gif;base64,AA=='],
    [
      'standard, old',
      { type: 'image', source_type: 'base64', mime_type: 'image/jpeg', data: 'AA==' },
      'data:image/jpeg;base64,AA==',
    ],
    [
      'of Anthropic',
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA==' } },
      'data:image/png;base64,AA==',
    ],
  ])('takes images %s', (_, block, url) => {
    const content = [{ type: 'text', text: '这是什么' }, block] as HumanMessage['content']
    expect(toChatMessages([new HumanMessage({ content })])).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: '这是什么' },
          { type: 'image_url', image_url: { url } },
        ],
      },
    ])
  })

  it('keeps the detail of an image, and makes text of text alone', () => {
    const image = { type: 'image_url', image_url: { url: 'https://a.example', detail: 'low' } } as const
    expect(toChatMessages([new HumanMessage({ content: [image] })])[0]!.content).toEqual([image])
    const words = [
      { type: 'text', text: '甲' },
      { type: 'text', text: '乙' },
    ] as const
    expect(toChatMessages([new SystemMessage({ content: [...words] })])[0]!.content).toBe('甲乙')
  })

  it.each<[string, BaseMessage]>([
    ['sound', new HumanMessage({ content: [{ type: 'audio', mimeType: 'audio/wav', data: 'AA==' }] })],
    ['a file', new HumanMessage({ content: [{ type: 'file', mimeType: 'application/pdf', data: 'AA==' }] })],
    ['an image without any', new HumanMessage({ content: [{ type: 'image', fileId: 'f1' }] as HumanMessage['content'] })],
    ['an image from a tool', new ToolMessage({ content: [{ type: 'image', url: 'https://a.example' }], tool_call_id: 'c1' })],
    ['a removal', new RemoveMessage({ id: 'm1' })],
    ['a role nobody knows', new ChatMessage('喂', 'narrator')],
  ])('refuses %s rather than losing it', (_, message) => {
    expect(() => toChatMessages([message])).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' }))
  })

  it('sends a call with broken arguments back only when a tool answered it', () => {
    const broken = new AIMessage({
      content: '',
      tool_calls: [call],
      invalid_tool_calls: [
        { id: 'c2', name: 'count', args: '{"n":', type: 'invalid_tool_call' },
        { id: 'c3', name: 'count', args: '{', type: 'invalid_tool_call' },
      ],
    })
    const messages = [
      broken,
      new ToolMessage({ content: 'x', tool_call_id: 'c1' }),
      new ToolMessage({ content: '格式有误', tool_call_id: 'c2' }),
    ]
    expect(toChatMessages(messages)[0]).toMatchObject({ toolCalls: [{ id: 'c1' }, { id: 'c2', arguments: '{"n":' }] })
  })

  it('leaves out an empty turn, which services refuse, and names that none takes', () => {
    const messages = [new AIMessage(''), new HumanMessage({ content: '好', name: '维修 助手' })]
    expect(toChatMessages(messages)).toEqual([{ role: 'user', content: '好' }])
    expect(toChatMessages([new ChatMessage('照办', 'assistant')])).toEqual([{ role: 'assistant', content: '照办' }])
  })

  it('comes back the same', () => {
    const messages = [
      new SystemMessage('甲'),
      new HumanMessage({ content: [{ type: 'image_url', image_url: { url: 'https://a.example' } }] }),
      new AIMessage({ content: '乙', tool_calls: [call], additional_kwargs: { reasoning_content: '丙' } }),
      new ToolMessage({ content: '丁', tool_call_id: 'c1' }),
    ]
    const chat = toChatMessages(messages)
    expect(toChatMessages(toBaseMessages(chat))).toEqual(chat)
  })
})
