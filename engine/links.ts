/** What happens to a link on its way: names that others add to it, and marks that stick to it when it is copied. */

/**
 * Names that senders, hosts and browsers add to any address, by who adds them; `*` stands for any ending. They are
 * passed over in silence, unless a scenario has a parameter of that name.
 */
export const FOREIGN_NAMES: Readonly<Record<string, readonly string[]>> = {
  campaigns: [
    'utm_*',
    'mtm_*',
    'matomo_*',
    'pk_*',
    'piwik_*',
    'itm_*',
    'at_*',
    'wt_*',
    'wt.*',
    'ns_*',
    'stm_*',
  ],
  'campaigns, older': [
    'campaign',
    'cmp',
    'cmpid',
    'cid',
    'icid',
    'ncid',
    's_cid',
    'sc_*',
    'trk',
    'trk_*',
    'tracking_*',
  ],
  Google: [
    'gclid',
    'gclsrc',
    'dclid',
    'gbraid',
    'wbraid',
    'gad',
    'gad_*',
    'srsltid',
    '_ga',
    '_gl',
    '_gac',
    'ved',
    'usg',
    'sei',
  ],
  'Google Translate and AMP': ['_x_tr_*', 'hl', 'amp', 'amp_*', 'usqp'],
  Meta: ['fbclid', 'fb_*', 'igsh', 'igshid', 'mibextid', 'sfnsn', '__tn__', '__cft__*'],
  Microsoft: ['msclkid', 'cvid', 'ocid', 'safelink', 'sdata'],
  'X, LinkedIn, Reddit, TikTok, Pinterest, Snapchat': [
    'twclid',
    'ref_src',
    'ref_url',
    '__twitter_*',
    'li_fat_id',
    'trackingid',
    'lipi',
    'rdt_cid',
    'rdt_*',
    'share_id',
    'ttclid',
    'tt_*',
    '_t',
    '_r',
    'epik',
    'sccid',
    'scid',
    'si',
    'feature',
  ],
  'Yandex, VK, Baidu, Alibaba, WeChat': [
    'yclid',
    'ysclid',
    'ymclid',
    '_openstat',
    'vk_*',
    'spm',
    'bd_*',
    'bdclid',
    'nsukey',
    'isappinstalled',
    'from_*',
  ],
  Mailchimp: ['mc_cid', 'mc_eid', 'mc_*'],
  'other mail': [
    '_hsenc',
    '_hsmi',
    '__hs*',
    'hsa_*',
    'hsctatracking',
    'mkt_tok',
    'vero_*',
    'oly_*',
    'ck_subscriber_id',
    '_ke',
    '_kx',
    'klaviyo',
    '__s',
    'dm_i',
    'elq*',
    'et_*',
    'eid',
    'mid',
    'rb_clickid',
    'wickedid',
    'bbeml',
    'ml_subscriber*',
    'ss_*',
    'sib_*',
    'cm_*',
    'nb_*',
    'ctid',
    'inf_*',
    'sfmc_*',
    'sendgrid_*',
    'vgo_*',
    '_bta_*',
  ],
  affiliates: [
    'irclickid',
    'irgwc',
    'clickid',
    'click_id',
    'affiliate',
    'aff',
    'aff_*',
    'ranmid',
    'ransiteid',
    'ranean*',
    'cjevent',
    '_branch_*',
    'adjust_*',
    'wprov',
  ],
  'where somebody came from': [
    'ref',
    'ref_*',
    'referer',
    'referrer',
    'source',
    'src',
    'origin',
    'via',
    'share',
    'shared',
    'sharer',
    'social',
    'guccounter',
    'guce_*',
  ],
  'hosts that frame, and learning systems': [
    'lti_*',
    'custom_*',
    'oauth_*',
    'ext_*',
    'launch_*',
    'tool_*',
    'resource_link_*',
    'context_*',
    'roles',
    'user_*',
    'course',
    'course_*',
    'courseid',
    'forceview',
    'redirect',
    'embed',
    'embedded',
    'iframe',
    'framed',
    'display',
    'popup',
    'width',
    'height',
    'wmode',
    'oembed',
    'parent',
    'secret',
    'hide*',
    'module_item_id',
    'session*',
    'sid',
    'token',
  ],
  'what keeps an answer from being kept': [
    '_',
    '__',
    'cb',
    'cachebust*',
    'nocache',
    'no_cache',
    'bust',
    'rand',
    'random',
    'r',
    'rnd',
    't',
    'ts',
    'time',
    'timestamp',
    'ver',
    'version',
    'rev',
    '__cf_*',
    '_rsc',
  ],
};

const PATTERNS = Object.values(FOREIGN_NAMES).flat();
const EXACT = new Set(PATTERNS.filter((name) => !name.endsWith('*')));
const BEGINNINGS = PATTERNS.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));

/** Whether a name is one that others add. */
export function isForeign(name: string): boolean {
  const plain = name.toLowerCase();
  return EXACT.has(plain) || BEGINNINGS.some((beginning) => plain.startsWith(beginning));
}

/** What is left at the front of a name where an `&amp;` was copied as it stands in HTML, or a quote came along. */
const BEFORE_NAME = /^(?:amp;|[\s?"'“”„«‹<([]|\u200b|\ufeff)+/i;
/** What of an HTML reference stands alone where its `&` has divided it off: `&quot;` at the end of a link. */
const REFERENCE = /^(?:quot|apos|lt|gt|nbsp|#\d+|#x[\da-f]+);?$/i;
const MARKS = /^[\s.,;:!?"'`“”„‘’«»‹›<>()[\]{}*_~|\\…–—\u200b\ufeff]$/;

/** No longer value stands in a sentence: a longer one was made, and is taken as it is. */
const COPIED = 400;

/** The name without what copying has put before it; empty where nothing of a name is left. */
export function bareName(name: string): string {
  const bare = name.replace(BEFORE_NAME, '');
  return REFERENCE.test(bare) || [...bare].every((c) => MARKS.test(c)) ? '' : bare;
}

/**
 * The value as it stands, then with ever fewer of the marks around it: quotes that came along, the full stop of the
 * sentence that the link stood in, a bracket that closed behind it.
 */
export function* readingsOf(value: string): Generator<string> {
  yield value;
  const once = decodedOnce(value);
  if (once !== value) yield once;
  // Quoted-printable mail writes `=` as `=3D`.
  if (value.startsWith('3D')) yield value.slice(2);
  if (value.length > COPIED) return;
  let rest = [...value];
  while (MARKS.test(rest[0] ?? '')) {
    rest = rest.slice(1);
    yield rest.join('');
  }
  while (MARKS.test(rest.at(-1) ?? '')) {
    rest = rest.slice(0, -1);
    yield rest.join('');
  }
}

/** What was encoded twice on its way. */
function decodedOnce(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
