namespace GenGateway.TestKit.ComfyUi;

/// <summary>Which ComfyUI a fake is.</summary>
public enum ComfyVersion
{
    /// <summary>0.8.0 of January 2026.</summary>
    V080,

    /// <summary>0.3.64 of October 2025: no jobs routes, no previews by prompt, an interrupt waits for the end of the step.</summary>
    V0364,
}
