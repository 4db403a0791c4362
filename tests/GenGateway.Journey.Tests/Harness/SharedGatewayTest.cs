namespace GenGateway.Journey.Tests.Harness;

/// <summary>A test against a program that it shares; errors that it logs meanwhile fail the test.</summary>
public abstract class SharedGatewayTest(ISharedGateway shared) : JourneyTest
{
    private GatewayProcess? gateway;
    private int outputLines;
    private int errorLines;

    protected GatewayProcess Gateway => gateway ?? throw new InvalidOperationException("The test has not begun.");

    protected GatewayClient Client => Gateway.Client;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        gateway = await shared.GetAsync();
        (outputLines, errorLines) = (gateway.Log.Output.Count, gateway.Log.Errors.Count);
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        if (gateway is not null)
            NoUnexpectedErrors(gateway.Log.UnexpectedErrors(outputLines, errorLines));
    }
}
