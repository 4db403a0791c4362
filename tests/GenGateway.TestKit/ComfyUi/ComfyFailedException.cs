namespace GenGateway.TestKit.ComfyUi;

/// <summary>A node fails.</summary>
internal sealed class ComfyFailedException(ComfyFailure failure) : Exception(failure.Message)
{
    public ComfyFailure Failure => failure;
}
