import { addToSystem } from '../wire/request-body.ts'
import { defineQuirk } from './quirk.ts'

/** The prompt of a JSON answer says "json". */
export const jsonWord = defineQuirk({
  name: 'json-word',
  why: {
    zh: 'json_object 要求提示词里出现 json 一词，否则报 400',
    en: 'json_object is a 400 unless the prompt holds the word "json"',
  },
  request(body) {
    const format = body['response_format'] as { type?: string } | undefined
    if (format?.type !== 'json_object' || /json/i.test(JSON.stringify(body.messages))) return
    addToSystem(body, 'Answer with one JSON object and nothing else.')
  },
})
