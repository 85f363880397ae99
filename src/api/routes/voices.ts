import { listVoices, readFollowerCurves, readVoicePosts, readVoices, type ShownVoices } from '../../evidence/views/voices.js';
import { FollowerCurves, VoiceList, VoicePosts, VoiceQuery, VoiceSeriesQuery } from '../contract/voices.js';
import { operation } from '../operation.js';
import type { Services } from '../services.js';

export const VOICE_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/api/voices',
    summary: 'Who speaks for whom: entries of the registry, counted by state, host, role and platform',
    query: VoiceQuery,
    response: VoiceList,
    writes: false,
    handle: async ({ services, query }) => listVoices(await knownVoices(services), query),
  }),
  operation({
    method: 'GET',
    path: '/api/voices/followers',
    summary: 'Followers of voices over time',
    query: VoiceSeriesQuery,
    response: FollowerCurves,
    writes: false,
    handle: async ({ services, query, signal }) => {
      const all = await knownVoices(services);
      return services.readers.use((file) => readFollowerCurves(file, all, query), signal);
    },
  }),
  operation({
    method: 'GET',
    path: '/api/voices/posts',
    summary: 'Posts of voices over time',
    query: VoiceSeriesQuery,
    response: VoicePosts,
    writes: false,
    handle: async ({ services, query, signal }) => {
      const all = await knownVoices(services);
      return services.readers.use((file) => readVoicePosts(file, all, query), signal);
    },
  }),
];

/** The registry as it may be shown, read once until the case changes; as others may wait for it, to its end though whoever asked first leaves. */
export function knownVoices(services: Services): Promise<ShownVoices> {
  return services.remember('voices', () => services.readers.use(async (file) => readVoices(file, await services.naming(file))));
}
