using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.OpenAi;

/// <summary>Refusals that depend on what a picture shows. What other backends say wrongly stands in <see cref="Replies"/>.</summary>
public static class OpenAiImageReplies
{
    /// <summary>dall-e's filter.</summary>
    public static WireReply ContentPolicy { get; } =
        Replies.Failure(400, "Your request was rejected as a result of our safety system. Your prompt may contain text that is not allowed by our safety system.", "invalid_request_error", "content_policy_violation");

    /// <summary>The filter of the GPT models.</summary>
    public static WireReply ModerationBlocked { get; } =
        Replies.Failure(400, "Your request was rejected by the safety system. safety_violations=[violence].", "image_generation_user_error", "moderation_blocked");
}
