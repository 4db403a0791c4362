using System.Diagnostics;
using System.Globalization;
using GenGateway.Server.Http;
using Microsoft.AspNetCore.Http;

namespace GenGateway.Microbenchmarks;

/// <summary>The gateway with two routes that misbehave on its socket threads: one burns the CPU, one blocks. They exist here and nowhere in the product.</summary>
internal static class LabHost
{
    private const int LongestMilliseconds = 60_000;

    public static async Task RunAsync(string home)
    {
        using var stopped = new SemaphoreSlim(0);
        using var signal = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stopped.Release();
        });
        await using var gateway = await HostedGateway.StartAsync(home, Plant);
        await stopped.WaitAsync();
    }

    private static void Plant(GatewayRoutes routes)
    {
        routes.GetOpen("/lab/burn", static context => Answer(context, Burn));
        routes.GetOpen("/lab/block", static context => Answer(context, Block));
    }

    private static Task Answer(HttpContext context, Action<int> misbehave)
    {
        var asked = int.Parse(context.Request.Query["ms"].ToString(), CultureInfo.InvariantCulture);
        misbehave(Math.Clamp(asked, 0, LongestMilliseconds));
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    private static void Burn(int milliseconds)
    {
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began).TotalMilliseconds < milliseconds)
            Thread.SpinWait(100);
    }

    // What a synchronous file, database or HTTP call does to its thread.
    private static void Block(int milliseconds)
    {
        using var never = new ManualResetEventSlim();
        never.Wait(milliseconds);
    }
}
