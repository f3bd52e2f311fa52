import { defineQuirk } from './quirk.ts'

/** A JSON answer is asked for with thinking switched off. */
export const noJsonWhenThinking = defineQuirk({
  name: 'no-json-when-thinking',
  why: {
    zh: '思考模式不支持 response_format；本次调用改为不思考，关不掉时不带 response_format',
    en: 'response_format is refused while the model thinks; thinking is switched off for the call, or the field left out where it cannot be',
  },
  request(body, { thinks, stopThinking }) {
    if (!thinks || body['response_format'] === undefined || stopThinking()) return
    delete body['response_format']
  },
})
