/**
 * Everything Carrel can do, declared once: the window, the command line and the loopback host derive from here.
 *
 * Six frames over any carrier (`frame.ts`), one failure type (`failure.ts`), positions and scopes (`passage.ts`).
 */
import { answerProcedures } from './answer.ts';
import { backupProcedures } from './backup.ts';
import { citationEvaluation } from './citation-evaluation.ts';
import { conversationsProcedures } from './conversations.ts';
import { desktopProcedures } from './desktop.ts';
import { egressProcedures } from './egress.ts';
import { feedbackProcedures } from './feedback.ts';
import { graphProcedures } from './graph.ts';
import { insightsProcedures } from './insights.ts';
import { libraryProcedures } from './library.ts';
import { modelsProcedures } from './models.ts';
import type { Client, Contract, Handlers } from './procedure.ts';
import { remoteProcedures } from './remote.ts';
import { evaluationProcedures, searchProcedures } from './search.ts';
import { settingsProcedures } from './settings.ts';
import { systemProcedures } from './system.ts';
import { whyProcedures } from './why.ts';

export const contract = {
  library: libraryProcedures,
  search: { ...searchProcedures, ...whyProcedures },
  graph: graphProcedures,
  answer: answerProcedures,
  conversations: conversationsProcedures,
  feedback: feedbackProcedures,
  models: modelsProcedures,
  settings: settingsProcedures,
  backup: backupProcedures,
  evaluation: { ...evaluationProcedures, citations: citationEvaluation },
  insights: insightsProcedures,
  system: systemProcedures,
  remote: remoteProcedures,
  egress: egressProcedures,
  desktop: desktopProcedures,
} as const satisfies Contract;

export type CarrelContract = typeof contract;
export type CarrelClient = Client<CarrelContract>;
export type CarrelHandlers = Handlers<CarrelContract>;
