/** What Apps Script has and its published types lack, each from Google's reference. */
declare namespace GoogleAppsScript {
  namespace URL_Fetch {
    interface URLFetchRequestOptions {
      /** 360 where it is absent, beyond the 30 that a card may take (reference/url-fetch/url-fetch-app). */
      timeoutSeconds?: number;
    }
  }
}
