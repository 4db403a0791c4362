namespace GenGateway.Engine.Text.Scheduler;

/// <summary>As many generations wait for the model as its options allow; try again later.</summary>
public sealed class EngineBusyException : Exception
{
    internal EngineBusyException(int waiting)
        : base($"{waiting} generations already wait for this model, which is its limit (MaxWaiting).")
    {
    }
}
