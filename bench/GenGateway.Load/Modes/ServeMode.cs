using System.Runtime.InteropServices;
using GenGateway.Load.Targets;

namespace GenGateway.Load.Modes;

/// <summary><c>serve --gateway PATH [--inline yes]</c>: the mock and a gateway as they are measured, until Ctrl+C or SIGTERM: for profilers and for <c>drive</c>.</summary>
internal static class ServeMode
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.TrySetResult();
        }

        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var place = new Workplace();
        var (mock, direct) = Mock.Start(place);
        using var ownMock = mock;
        var form = new GatewayForm("served") { InlineIo = arguments.Text("inline", "no") == "yes", Models = arguments.Text("models") };
        var (process, target) = Gateway.Start(place, Path.GetFullPath(arguments.Text("gateway", "artifacts/publish/gengateway-linux-x64/gengateway")), direct.Endpoint, form);
        using var ownProcess = process;
        Console.WriteLine($"{target.Endpoint} {process.Id}");
        await stop.Task;
        return 0;
    }
}
