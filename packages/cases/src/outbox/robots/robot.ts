import type { JsonObject } from '../../log/canonical-json.ts'
import type { RobotMessage } from './robot-message.ts'

/** The group chats whose robots are known. */
export type RobotForm = 'wecom' | 'dingtalk' | 'feishu'

/** Where a robot is reached, and what its messages are signed with, now. */
export type RobotPlace = Readonly<{ url: string; secret?: string; nowMs: number }>

/** What one vendor's robots take, and what they answer: the vendor's page, as data. */
export type Robot = Readonly<{
  /** Whether its messages can be signed with a secret. */
  signs: boolean
  /** The request that sends a message: where to, and the body in the vendor's form. */
  request(message: RobotMessage, place: RobotPlace): Readonly<{ url: string; body: JsonObject }>
  /** The code of an answer, 0 for done; the vendor answers status 200 to what it refuses, too. */
  codeOf(answer: JsonObject): unknown
  /** Codes of what passes by itself, each with how long to wait, in ms. Every other one waits for a person. */
  again: ReadonlyMap<number, number>
}>
