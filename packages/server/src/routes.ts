import type { Route } from './route.ts'
import { mcpRoutes } from './mcp/mcp-routes.ts'
import { agentRoutes } from './routes/agent.ts'
import { answerRoutes } from './routes/answer.ts'
import { caseDecisionRoutes } from './routes/case-decisions.ts'
import { caseFileRoutes } from './routes/case-files.ts'
import { caseTypeRoutes } from './routes/case-types.ts'
import { caseRoutes } from './routes/cases.ts'
import { deliveryRoutes } from './routes/deliveries.ts'
import { demoRoutes } from './routes/demo.ts'
import { costRoutes } from './routes/cost.ts'
import { departmentRoutes } from './routes/departments.ts'
import { documentRoutes } from './routes/documents.ts'
import { documentFactRoutes } from './routes/document-facts.ts'
import { documentFileRoutes } from './routes/document-file.ts'
import { evalRoutes } from './routes/evals.ts'
import { gapRoutes } from './routes/gaps.ts'
import { healthRoutes } from './routes/health.ts'
import { logRoutes } from './routes/log.ts'
import { identityRoutes } from './routes/identities.ts'
import { keyRoutes } from './routes/keys.ts'
import { noticeRoutes } from './routes/notices.ts'
import { openAiRoutes } from './routes/openai.ts'
import { openIdRoutes } from './routes/open-id.ts'
import { passageRoutes } from './routes/passages.ts'
import { peopleRoutes } from './routes/people.ts'
import { peopleImportRoutes } from './routes/people-import.ts'
import { releaseRoutes } from './routes/releases.ts'
import { searchRoutes } from './routes/search.ts'
import { sessionRoutes } from './routes/session.ts'
import { solutionRoutes } from './routes/solutions.ts'
import { syncRoutes } from './routes/sync.ts'
import { taskRoutes } from './routes/tasks.ts'

/** Every route of the API, each with its policy. What is not here is not served. */
export const routes: readonly Route[] = Object.freeze([
  ...solutionRoutes,
  ...sessionRoutes,
  ...demoRoutes,
  ...openIdRoutes,
  ...peopleRoutes,
  ...peopleImportRoutes,
  ...identityRoutes,
  ...departmentRoutes,
  ...keyRoutes,
  ...answerRoutes,
  ...agentRoutes,
  ...searchRoutes,
  ...documentRoutes,
  ...documentFileRoutes,
  ...documentFactRoutes,
  ...passageRoutes,
  ...syncRoutes,
  ...releaseRoutes,
  ...gapRoutes,
  ...caseTypeRoutes,
  ...caseRoutes,
  ...caseDecisionRoutes,
  ...caseFileRoutes,
  ...taskRoutes,
  ...noticeRoutes,
  ...deliveryRoutes,
  ...logRoutes,
  ...mcpRoutes,
  ...costRoutes,
  ...evalRoutes,
  ...openAiRoutes,
  ...healthRoutes,
])
