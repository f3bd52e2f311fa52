import { dingtalk } from './dingtalk.ts'
import { feishu } from './feishu.ts'
import type { Robot, RobotForm } from './robot.ts'
import { wecom } from './wecom.ts'

/** The robots of group chats, by the `form` of a target. */
export const robots: Readonly<Record<RobotForm, Robot>> = Object.freeze({ wecom, dingtalk, feishu })
