BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    Start-Endpoint
    $secret = 'wJalrXUtnFEMISECRETKEYbPxRfiCYEXAMPLEKEY'
    $token = 'FwoGZXIvYXdzTOKENEaDNlY3JldHRva2Vu'

    # Everything a run shows or keeps: every stream, progress, and each error with all that Get-Error tells.
    function Get-AllOutput([string] $Script) {
        $shell = [powershell]::Create()
        try {
            # As variables: the line of a script that an error quotes is the user's own.
            $shell.Runspace.SessionStateProxy.SetVariable('k', @{ AccessKey = 'AKIA111122223333'; SecretKey = $secret; SessionToken = $token; EndpointUrl = $url; Region = 'us-east-1' })
            $null = $shell.AddScript("Import-Module '$PSScriptRoot/../../out/DynamoBackup'; `$VerbosePreference = `$DebugPreference = `$InformationPreference = 'Continue'; $Script")
            $output = $shell.Invoke()
            $errors = $shell.Streams.Error | ForEach-Object { $_ | Get-Error | Out-String -Width 500 }
            $streams = $shell.Streams
            @($output | Out-String; $output | ConvertTo-Json -Depth 4; $errors; $streams.Verbose; $streams.Debug; $streams.Warning
                $streams.Information; $streams.Progress | ForEach-Object { $_.Activity; $_.StatusDescription; $_.CurrentOperation }) | Out-String -Width 1000
        } finally { $shell.Dispose() }
    }
}

AfterAll { Stop-Endpoint }

Describe 'No secret is shown' {
    It 'by <Title>' -ForEach @(
        @{ Title = 'a run that goes well'; Command = 'New-DdbBackup Music -Wait'; Fault = $null }
        @{ Title = 'an unknown table'; Command = 'New-DdbBackup NoSuch'; Fault = $null }
        @{ Title = 'rejected credentials'; Command = 'try { New-DdbBackup Music } catch { Write-Error -ErrorRecord $_ }'; Fault = @{ operation = '*'; kind = 'refuse'; code = 'UnrecognizedClientException'; message = 'The security token included in the request is invalid.' } }
        @{ Title = 'a lost answer'; Command = 'New-DdbBackup Music'; Fault = @{ operation = 'CreateBackup'; kind = 'drop-after'; times = 1 } }
        @{ Title = 'a timeout'; Command = 'New-DdbBackup Music -Wait -TimeoutMinutes 0.001'; Fault = $null }
    ) {
        Reset-Endpoint
        if ($Fault) { Add-Fault $Fault }
        $all = Get-AllOutput ($Command -replace '(New-DdbBackup \w+)', '$1 @k')
        $all | Should -Match 'DEBUG|CreateBackup'
        $all | Should -Not -Match 'SECRETKEY'
        $all | Should -Not -Match 'TOKENEaDN'
    }
}

Describe 'Text from elsewhere' {
    It 'cannot drive the terminal: the service''s words' {
        Reset-Endpoint
        Add-Fault @{ operation = 'CreateBackup'; kind = 'refuse'; code = 'ValidationException'; message = "bad`e[2Jname" }
        New-DdbBackup Music @at -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].ErrorDetails.Message | Should -Not -Match "`e"
        $failure[0].ErrorDetails.Message | Should -Match 'bad\\u001b\[2Jname'
    }

    It 'cannot drive the terminal: the user''s own' {
        New-DdbBackup "a`e[2Jb" @at -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].ErrorDetails.Message | Should -Not -Match "`e"
    }
}
