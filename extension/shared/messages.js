/**
 * What own pages ask the background, and what they get: every message type stands here, once.
 *
 * Decides the names and shapes. Refuses to know who answers and how an answer is shown.
 *
 * @typedef {import('./own.js').Kind} OwnKind
 * @typedef {import('./own.js').OwnRefusal} OwnRefusal
 * @typedef {import('./own.js').OwnText} OwnText
 * @typedef {'normal' | 'private' | 'unknown'} Mode
 * @typedef {'A' | 'B' | 'C' | 'D' | 'E' | 'F'} Grade
 * @typedef {{ category: string, count: number }} Told
 *
 * @typedef {object} Glance What the popup shows of a tab before anything else.
 * @property {Mode} mode
 * @property {Grade | null} grade
 * @property {number} exposure
 * @property {number} recipients Third parties that the page reached.
 * @property {number} told Those of them that were told something.
 * @property {number} unseen Requests to them whose body the browser withheld.
 * @property {string | null} site
 * @property {number} stopped Requests that something stopped before they went out.
 * @property {'kept' | 'session' | null} paused Whether nobody looks at its site: in all windows until somebody goes on, or
 *   in this kind of window while its session is remembered.
 * @property {number} skipped Requests of the page that nobody looked at, because its site was paused.
 *
 * @typedef {object} Recipient
 * @property {string} registrable_domain
 * @property {string} host The one that was asked most often.
 * @property {string[]} hosts
 * @property {string | null} company
 * @property {string | null} category What the company does.
 * @property {string | null} vendor The maker of browsers whose endpoints were asked.
 * @property {string[]} [purposes] What those endpoints are for.
 * @property {Told[]} [beyond_purpose] What they were told beyond that.
 * @property {'in_purpose' | 'beyond_purpose' | 'history_upload'} [reading] How that reads.
 * @property {'first' | 'third' | 'browser' | 'unknown'} party
 * @property {string[]} sites
 * @property {string | null} country The code of the country in which the address that answered last is registered.
 * @property {Record<Mode, number>} modes Requests that left, by mode.
 * @property {number} requests Those that left.
 * @property {number} undecided Those of which nobody knows whether they left.
 * @property {number} unseen
 * @property {number} stopped
 * @property {Told[]} told
 * @property {number} score
 * @property {Grade} grade
 *
 * @typedef {object} SiteSummary
 * @property {string | null} site
 * @property {Mode} mode
 * @property {number} requests
 * @property {number} recipients
 * @property {number} told
 * @property {number} exposure
 * @property {Grade} grade
 *
 * @typedef {object} CountrySummary
 * @property {string | null} country
 * @property {number} requests
 * @property {number} recipients
 * @property {Told[]} told
 *
 * @typedef {object} ModeSummary
 * @property {number} requests
 * @property {number} recipients
 * @property {number} told
 * @property {number} unseen
 * @property {number} stopped
 * @property {number} exposure
 * @property {Grade} grade
 * @property {number | null} since When the first of them was made, milliseconds since 1970.
 *
 * @typedef {object} BrowserPart What left with no page asking for it.
 * @property {number} requests
 * @property {Told[]} told
 * @property {Recipient[]} recipients With what the browser itself told them and nothing else.
 *
 * @typedef {object} Stretch What left in one stretch of time.
 * @property {number} at When it begins, milliseconds since 1970.
 * @property {number} requests
 * @property {number} telling Those of them that told somebody else than the site something.
 * @property {number} browser Those of them that the browser itself sent.
 * @property {number} skipped Requests that nobody looked at, because their site was paused.
 * @property {number} recipients That were told something.
 * @property {number} beyond Requests to recipients that are not told apart.
 * @property {number} exposure As if there were nothing else.
 * @property {number} so_far Until its end.
 *
 * @typedef {object} Course What left in one kind of window, stretch by stretch.
 * @property {Mode} mode
 * @property {number} seconds How long each stretch is.
 * @property {Stretch[]} stretches From the first to the last.
 * @property {number | null} heaviest The place of the one that told most.
 * @property {number} earlier Requests of before the first stretch, for which there was no room.
 * @property {number} undated Requests of which nobody knows when they left.
 *
 * @typedef {object} Summary
 * @property {Recipient[]} recipients
 * @property {SiteSummary[]} sites
 * @property {BrowserPart} browser
 * @property {CountrySummary[]} countries
 * @property {{ category: string, count: number, recipients: number }[]} categories
 * @property {Partial<Record<Mode, ModeSummary>>} modes
 * @property {Course[] | null} timeline What left when, by mode; null where that is not known.
 * @property {number} exposure
 * @property {Grade} grade
 *
 * @typedef {{ code: string, count: number | null, hosts: string[] }} BlindSpot No count: nobody can know how many.
 * @typedef {{ name: string, version: string, sha256?: string }} List
 *
 * @typedef {object} Report `telltale/report/1`, as far as the pages read it.
 * @property {string} schema
 * @property {List[]} lists
 * @property {RequestRow[]} requests
 * @property {Summary} summary
 * @property {BlindSpot[]} blind_spots
 *
 * @typedef {Pick<Report, 'lists' | 'summary' | 'blind_spots'>} Digest A report without its requests.
 *
 * @typedef {object} RequestRow
 * @property {string} id
 * @property {number} at
 * @property {Mode} mode
 * @property {string} method
 * @property {string} url Redacted unless revealed.
 * @property {string} type
 * @property {string | null} initiator The document that made the browser send it; its origin alone unless revealed.
 * @property {string | null} component The part of the browser that asked, where a capture names it.
 * @property {string | null} site
 * @property {string} party
 * @property {{ host: string | null, registrable_domain: string | null, company: string | null, vendor: string | null, purpose: string | null, ip: string | null, country: string | null }} recipient
 * @property {{ list: string, rule: string, exception: string | null } | null} match
 * @property {string | null} beacon As which beacon it was recognised.
 * @property {'none' | 'seen' | 'unseen' | 'partial'} body
 * @property {boolean | null} sent
 * @property {number | null} status
 * @property {boolean | null} from_cache
 * @property {string | null} redirected_from The id of the request whose answer led here.
 * @property {Finding[]} findings
 * @property {number} score
 *
 * @typedef {object} Finding
 * @property {string} category
 * @property {string} at The opening.
 * @property {string | null} value Null unless revealed.
 * @property {string} preview
 *
 * @typedef {object} TreeStep A step on the way to what was found in a request.
 * @property {string} name
 * @property {'place' | 'layer' | 'field'} kind
 * @property {number[]} findings What stood here, by its place among the request's findings.
 * @property {TreeStep[]} steps
 *
 * @typedef {object} OpenedRequest
 * @property {RequestRow} request
 * @property {{ steps: TreeStep[], left_out: number }} tree
 *
 * @typedef {'newest' | 'oldest' | 'score'} Sort
 *
 * @typedef {object} Filter Conditions that all hold.
 * @property {Mode} [mode]
 * @property {number} [tab]
 * @property {string} [recipient]
 * @property {string} [site]
 * @property {string} [category]
 * @property {string} [party]
 * @property {string} [text] In what is shown of them.
 *
 * @typedef {{ total: number, from: number, requests: RequestRow[] }} RequestPage
 *
 * @typedef {object} Link An identifier that one recipient was told in normal and in private windows.
 * @property {string} recipient
 * @property {string} category
 * @property {string} at
 * @property {string | null} value
 * @property {string} hmac
 * @property {number} normal
 * @property {number} private
 * @property {'certain' | 'likely' | 'possible'} strength
 * @property {string} code The rule that holds.
 * @property {string} reason The same in an English sentence.
 *
 * @typedef {object} Sync An identifier of one recipient that another was handed.
 * @property {string} from
 * @property {string} to
 * @property {string} category
 * @property {string | null} value
 * @property {string} hmac
 * @property {number} requests
 * @property {number} normal
 * @property {number} private
 *
 * @typedef {{ normal: number, private: number, normal_per_page: number | null, private_per_page: number | null }} Counts
 *   Per page: for each page load, where any was seen.
 *
 * @typedef {object} Comparison `telltale/comparison/1`.
 * @property {string} schema
 * @property {'linked' | 'not_linked' | 'undecided'} verdict
 * @property {string} code What the verdict rests on.
 * @property {string} why The same in an English sentence.
 * @property {string[]} rests_on Recipients that it rests on, a few of them.
 * @property {Link[]} linked
 * @property {Sync[]} syncs
 * @property {{ both: string[], normal_only: string[], private_only: string[] }} recipients
 * @property {Record<string, Counts>} categories
 * @property {{ normal: number | null, private: number | null }} pages Page loads.
 * @property {{ normal: number, private: number }} exposure
 *
 * @typedef {{ running: Mode } | { recording: number }} Side What stands on one side of a comparison: everything of one
 *   kind of window so far, or a recording.
 *
 * @typedef {object} Recording A stretch of time that somebody recorded.
 * @property {number} id
 * @property {string} label
 * @property {string} notes
 * @property {boolean} running
 * @property {boolean} from_file
 * @property {Mode[]} modes
 * @property {number} started
 * @property {number | null} ended
 * @property {number} requests
 * @property {number} recipients Third parties that heard.
 * @property {number} beyond Requests for which there was no room.
 *
 * @typedef {object} ExperimentPlan What the experiment on a page would do, and what stands in its way.
 * @property {'not_web' | 'no_windows' | 'no_hosts' | 'no_private_access' | null} obstacle
 * @property {boolean} fromPrivate The page is in a private window: the person has to agree that a normal one opens it.
 * @property {string[]} privateTabs Titles of the other private tabs: what they left behind, the fresh window has as well.
 *
 * @typedef {object} ExperimentState
 * @property {number} revision Another after each change.
 * @property {'idle' | 'private' | 'normal' | 'done' | 'failed'} phase Which window is open now, or how it ended.
 * @property {string | null} code Why it failed.
 * @property {{ normal?: number, private?: number }} recordings
 *
 * @typedef {{ refused: OwnRefusal | null }} OwnOutcome
 *
 * @typedef {object} Access What the person has granted.
 * @property {boolean} privateWindows
 * @property {boolean} hosts
 *
 * @typedef {object} Protocol
 * @property {{ question: { tab: number }, answer: Glance }} glance
 * @property {{ question: { mode?: Mode, tab?: number, reveal?: boolean }, answer: Report }} report
 * @property {{ question: { mode?: Mode, tab?: number }, answer: Digest }} digest
 * @property {{ question: { from: number, count: number, filter?: Filter, sort?: Sort, reveal?: boolean }, answer: RequestPage }} requests
 * @property {{ question: { id: string, at: number, reveal?: boolean }, answer: OpenedRequest | null }} request One of them with
 *   all that was opened in it, while it is kept.
 * @property {{ question: { normal?: Side, private?: Side, reveal?: boolean }, answer: Comparison }} compare
 * @property {{ question: {}, answer: { text: string } }} snapshot The whole session, values included, as base64: for the
 *   reader of captures, which makes evidence of it.
 * @property {{ question: {}, answer: Recording[] }} recordings The newest first.
 * @property {{ question: { label: string, notes?: string, scope: { mode: Mode } | { tabs: number[] } }, answer: { id: number } }} startRecording
 * @property {{ question: { id: number }, answer: null }} stopRecording
 * @property {{ question: { id: number, label: string, notes: string }, answer: null }} describeRecording
 * @property {{ question: { id: number }, answer: null }} removeRecording
 * @property {{ question: { id: number }, answer: { text: string } }} saveRecording `telltale/recording/1`, values included.
 * @property {{ question: { text: string }, answer: { id: number } }} openRecording
 * @property {{ question: { tab: number }, answer: ExperimentPlan }} experimentPlan
 * @property {{ question: { tab: number, confirmed: boolean, show?: boolean }, answer: ExperimentState }} startExperiment
 *   `show`: the report is opened, which shows how it goes.
 * @property {{ question: {}, answer: ExperimentState }} cancelExperiment
 * @property {{ question: { seen?: number }, answer: ExperimentState }} experiment Answered once its revision is another
 *   than the one that was seen.
 * @property {{ question: { mode?: Mode }, answer: null }} forget What of it is on the disk goes as well.
 * @property {{ question: {}, answer: { refused: boolean, lost: number | null } }} history Whether the disk had no room for what
 *   normal windows told, and when what had been kept there turned out to be unreadable.
 * @property {{ question: { tab: number, paused: boolean }, answer: null }} pause The site that a tab shows: nobody looks at
 *   it, or somebody does again. What is paused in a private window is kept in memory only.
 * @property {{ question: {}, answer: { session: number } }} pauses How many sites are paused in memory only.
 * @property {{ question: {}, answer: null }} resumeSession Goes on with all of those.
 * @property {{ question: { kind: OwnKind, name: string, fallback: string, text: string }, answer: OwnOutcome }} addOwn What
 *   there is already, pages read from the disk themselves (own.js).
 * @property {{ question: { kind: OwnKind, id: string, on: boolean }, answer: OwnOutcome }} turnOwn
 * @property {{ question: { kind: OwnKind, id: string }, answer: OwnOutcome }} removeOwn
 * @property {{ question: { kind: OwnKind, texts: OwnText[] }, answer: OwnOutcome }} replaceOwn
 * @property {{ question: {}, answer: Access }} access
 */

import { browser } from './browser.js';

/** @typedef {{ error: { code: string, message: string } }} Failure */

/** The background could not answer: `code` is stable, the message is for developers. */
export class Unanswered extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.name = 'Unanswered';
    this.code = code;
  }
}

/**
 * Asks the background and returns its answer.
 *
 * @template {keyof Protocol} Type
 * @param {Type} type
 * @param {Protocol[Type]['question']} question
 * @returns {Promise<Protocol[Type]['answer']>}
 * @throws {Unanswered} with the background's own code, or `no_background` when nobody answered.
 */
export async function ask(type, question) {
  /** @type {Protocol[Type]['answer'] | Failure | undefined} */
  let reply;
  try {
    reply = await browser.runtime.sendMessage({ ...question, type });
  } catch (error) {
    throw new Unanswered('no_background', String(error));
  }
  if (reply === undefined) throw new Unanswered('no_background', `nobody answered "${type}"`);
  if (reply !== null && 'error' in reply) throw new Unanswered(reply.error.code, reply.error.message);
  return /** @type {Protocol[Type]['answer']} */ (reply);
}
