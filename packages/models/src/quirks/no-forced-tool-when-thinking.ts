import { defineQuirk } from './quirk.ts'

/** A forced tool is asked for with thinking switched off, or left to the model where it cannot be. */
export const noForcedToolWhenThinking = defineQuirk({
  name: 'no-forced-tool-when-thinking',
  why: {
    zh: '思考模式下强制 tool_choice 报 400；本次调用改为不思考，关不掉时改为 auto',
    en: 'a forced tool_choice is a 400 while the model thinks; thinking is switched off for the call, or the choice left to the model where it cannot be',
  },
  request(body, { thinks, stopThinking }) {
    const choice = body['tool_choice']
    if (!thinks || choice === undefined || choice === 'auto' || choice === 'none') return
    if (!stopThinking()) body['tool_choice'] = 'auto'
  },
})
