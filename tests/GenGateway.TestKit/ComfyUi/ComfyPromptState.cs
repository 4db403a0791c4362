namespace GenGateway.TestKit.ComfyUi;

/// <summary>How far a prompt has come.</summary>
public enum ComfyPromptState
{
    Pending,
    Running,
    Succeeded,
    Failed,
    Interrupted,

    /// <summary>Taken out of the queue before it ran.</summary>
    Deleted,
}
