// A task in somebody else's page: a frame that asks its page for the height of its content.

/** The kind of message that the frame sends; `height` is in CSS pixels. */
const resizeMessage = "pilotlight:resize";

interface EmbedOptions {
  readonly url: string;
  /** The task's title, for the frame's own. */
  readonly title: string;
}

/** HTML for a page that shows one task in a frame. */
export function embedSnippet({ url, title }: EmbedOptions): string {
  const { origin } = new URL(url);
  return `<iframe src="${url}" title="Pilotlight: ${title.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"
  style="width: 100%; height: 640px; border: 0" allow="clipboard-write; cross-origin-isolated"></iframe>
<script>
  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== "${origin}" || data?.type !== "${resizeMessage}") return;
    for (const frame of document.querySelectorAll("iframe"))
      if (frame.contentWindow === source) frame.style.height = data.height + "px";
  });
</script>`;
}

/** Tells the page around this one how high its content is, now and at each change; returns what ends that. */
export function reportHeight(content: Element, parent: Pick<Window, "postMessage">): () => void {
  const observer = new ResizeObserver(() => {
    const height = Math.ceil(content.getBoundingClientRect().height);
    // The height is no secret, and the page around may be of any origin that the policy lets in.
    parent.postMessage({ type: resizeMessage, height }, "*");
  });
  observer.observe(content);
  return () => {
    observer.disconnect();
  };
}
